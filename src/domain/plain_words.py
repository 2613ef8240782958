# ruff: noqa: E501, SIM905 - lists of words
"""Words of daily correspondence, folded (domain/contacts.py), by what they do; who reads them says what follows.

English, German, French, Spanish, Italian, Portuguese, Dutch and Polish, and the most frequent words of some others.
"""

from rejoinder.domain.contacts import fold

COMMON = frozenset(
    fold(
        """that this with your have from will would could should about there their they them then than what when where which
    while also just only send sent over check very much more most some such into over been were does done doing here like well good great nice thanks
    thank please sorry happy glad hello dear best regards kind course sure know need want look help back time today soon
    colleague because before after again always never still even both each other same tell told said says make made take
    come gladly question noted right confirm confirmed certainly
    dass diese dieser dieses nicht eine einen einem einer sind haben wird werden kann können konnen sich auch noch nach oder aber
    wenn dann mehr sehr gern gerne danke vielen dank bitte ihnen ihre ihrer ihren unser unsere unserer hallo guten gruss grusse
    freundlichen beste kollegin kollege frage melden klart
    vous nous votre notre avec pour dans cette sont être etre avoir fait plus bien merci bonjour cordialement aussi tout tous
    toute très tres sans mais comme elle elles leur leurs bonne
    para como esta este esto estos estas nuestro nuestra usted ustedes tiene tienen puede pueden gracias hola saludos pero
    también tambien todo todos cuando donde más buena bueno compañera gusto
    della delle degli dello sono siamo avete abbiamo questo questa questi grazie ciao anche tutto quando come nostro nostra
    vostro vostra cordiali saluti buona
    você voce nosso nossa vocês isso essa esse obrigado obrigada também tambem tudo quando onde mais está estao
    voor niet deze onze jouw jullie graag bedankt hallo groeten maar ook kunnen kunt wordt worden naar heeft hebben goed
    jest nasz nasza dziękuję dziekuje prosze pozdrawiam jako tylko bardzo może moze tego
    och inte från fran med för din vår tack hälsningar kan också
    için icin olarak değil degil daha bizim sizin teşekkürler tesekkurler
    это что как для наш ваша ваши спасибо здравствуйте если можно будет"""
    ).split()
)
"""Words that carry no topic."""

ASSENTS = frozenset(
    # English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Swedish, Turkish, Russian, Arabic
    """yes yeah yep yup ok okay sure agreed approved confirmed accepted granted correct right exactly deal certainly
    absolutely understood definitely course true affirmative promise promised guaranteed released done
    ja klar naturlich einverstanden bestatigt genehmigt freigegeben stimmt richtig genau erledigt abgemacht jawohl selbstverstandlich zugesagt akzeptiert
    oui d'accord accord bien sur confirme acceptee accepte exact entendu exactement certainement promis convenu
    si claro acuerdo confirmado aceptado correcto vale hecho supuesto exacto trato prometido aprobado
    certo accordo confermato accettato esatto fatto bene promesso approvato
    sim combinado confirmado aceito certo feito prometido aprovado
    akkoord bevestigd zeker klopt afgesproken goedgekeurd beloofd
    tak zgoda potwierdzam oczywiscie zgadza potwierdzone obiecuje
    sjalvklart okej bekraftat godkant
    evet tamam onaylandi tabii kabul
    да конечно согласны согласен подтверждаем подтверждаю хорошо договорились
    نعم موافق بالتأكيد""".split()
)
COURTESY = frozenset(
    """thanks thank you please hi hello hey dear sir madam best regards cheers we i it that this is are have has as it's
    that's you're we're of all my our your of and for so well there then said noted great happy glad agreed discussed
    danke vielen dank bitte gern gerne hallo guten tag wir ich es das ist sind haben wie ihnen ihr sie fur und besprochen
    merci bonjour nous je c'est est comme vous d pour le la les
    gracias hola nosotros yo es de como usted por
    grazie ciao noi io e di come lei va prego d
    obrigado obrigada ola nos eu como voce
    dank je wel hallo wij ik het is zoals
    dziekuje tak jak
    tack
    спасибо мы я это""".split()
)
"""Words around an assent that add nothing to it."""

ARRANGING = frozenset(
    """
    able about absolutely answer add address advance advise afternoon agree ahead all along already although anything anytime appointment appreciate
    area around arrange ask assist attach available away back become begin being believe better bit book both brief bring business busy
    calendar call calling cannot care catch cause chance change chat check choose clarify clear close colleague comfortable coming company
    complete concern connect consider contact convenient conversation correct could couple create cover curious current customer date
    decide definitely delay deliver detail different difficult discuss document done doubt drop during earlier early easy either else email
    enjoy enough ensure entire evening everything exact example exciting expect explain explore extra fantastic feedback feel figure fill find fine first
    flexible follow following forward free friday further future gather general get getting give glad going good grateful great group guess
    half handle happen happy hear heard heads hello help helpful hesitate hold holiday hope hour idea ideal immediate important information
    input inquiry instead interest introduce invite involve issue item join jump keen keep kind know last later latest learn least leave
    left less letting level line link list listen little live local long look lovely luck made main maybe mean meantime meet meeting member
    mention message minute miss moment monday month morning move name near necessary need needs never next nice night nothing notice
    number offer office okay once online open opportunity option order otherwise ours outline over overview part particular pass patience
    perfect perhaps person personal phone photo pick picture place plan pleasant pleasure plenty point possible prefer prepare price pricing problem
    process product project proper proposal provide question quick quote range rather reach read ready real really receive recommend regard
    related remember remind reply request require respond response rest right room rush same save saying schedule second see seem send sense
    separate serve service several share short should show simple simply since situation slot small solution someone something soon sorry
    sound speak special specific spot spring staff stand start starting statement stay step stop sure summer autumn winter suggest suit sunday
    saturday support talk team text then thing think thought through thursday time times timing today together tomorrow tonight topic touch toward tuesday
    type understand unfortunately until update useful usually value various video view visit wait walk want wednesday week weekend welcome whenever
    wherever whether while whole willing wish within without wonder wonderful wondering word work worries worry worth would wrap write writing year yours
    understood klar natur claro certo apologies apologize apologise awesome totally whichever nearby bother inconvenience stuff folks guys reaching received
    anfrage angebot angenehm anliegen anruf anrufen anschauen antwort anfang arbeit aussuchen beantworten bedanken bedarf beginnen beispiel besprechen besser bestens
    besuch bisschen brauchen damit darauf darum daten dauert details direkt eigentlich einfach einmal einfach erreichen erst erzahlen etwas falls
    gute guter gutes fragen freitag freue freuen fruher ganz geben gehen genau genaue gerade geschickt gesprach gibt gleich grund halten heute helfen herzlich hilft
    horen informationen interesse interessant jederzeit kalender kein keine kommen kontakt konnte konnten kurz kurze kurzes lassen leider leicht lieber losung machen
    meine meinen meldung melden minuten mitteilen mochten mochte moglich moglichkeit moment montag morgen muss nachricht nachste nachsten nennen nummer notiert offen
    passen passt passende personlich problem projekt prufen richtig richtige ruckmeldung samstag schauen schicken schnell schon schone schreiben
    selbst selbstverstandlich seite senden sehen sicher sobald sofort sollen sonst spater sprechen stehen stelle stunden tagen telefon telefonieren termin tagen uber uhrzeit
    unter unterlagen verfugung verstehe verstehen versuchen voll vorbei vorschlag warten weiter weitere weiss welche welcher wenig wichtig wieder willkommen wissen woche wollen wunderbar
    wunschen wunscht wurde wurden zeigen zeit zuruck zusammen zusatzlich zwischen offenheit dienstag mittwoch donnerstag sonntag
    aider aimerais aider appel appeler appelons attendre aucun aurez autre avons bientot besoin bonne calendrier car choisir chose commencer comment comprends confirmer contact contacter convenir
    convient court demain demande depuis dire disponible discuter donner echange echanger ecrire encore ensemble ensuite entendu envoyer equipe espere exacte expliquer faire
    franchise fixer hesitez heure heureux heureuse idee informations interet interesse jour jours journee lire laisser lundi maintenant mardi matin meilleur mercredi merci message mieux minute
    moment noter note nouvelle numero parler partager passer peut peux plaisir pouvez pouvons prendre preciser premier prevenus probleme prochain prochaine proposer quand quel quelle question
    quelques rappeler ravi ravie recevoir recu remercie rencontrer rendez rejouissons repondre reponse reste retour revenir savoir semaine serait serions simplement souhaitez suite temps
    telephone trouver utile venir verifier verifie vendredi voir voulez voulons volontiers voudriez jeudi samedi dimanche desole desolee
    ahora ayuda ayudar ayude agenda aviso avisar avisarnos breve buen buenas buenos calendario cambio charla claro comentar comenzar compartir comprendo comunicar conocer consulta consultar consulto contacto contactar contarnos
    conviene conversar correcta cosa cualquier cuente cuenta decir dejar desea despues detalles dias diferente direccion disponible domingo elegir encanta encantada encantado encontrar enseguida entender entiendo entonces enviar equipo escribir
    escribanos espera esperamos estamos estaremos explicar forma franqueza gustaria hablar hacer hora horas informacion interes interesa jueves leer llamada llamar llamarle lunes manana martes mejor mensaje miercoles minuto mismo momento
    mucho muchas necesita ninguno ninguna ningun noticias numero ocasion ofrecer opcion pasar pensar placer podemos poder podria pregunta preguntar primero problema pronto proxima proximo queremos quiere quisiera recibido
    respuesta reunion reunirnos revisar saber sabado semana seguro semana siempre siento simplemente tarde telefono tendria tiempo tomar usted vemos venir viernes vista volver anotado
    adesso aiutare aiuto anzi appena appuntamento aspetto attimo bisogno breve calendario capisco capire cara caro chiamare chiamarla chiamata chiedere colleghi collega comodo conferma conoscere contatto contattare controllo
    cosa cose curiosita dati dettagli dire disponibile disposizione domanda domani domenica dopo esatta fare farci fate felice felici fissare giorno giorni giovedi gentile indirizzo informazioni inizio insieme interesse lavoro leggere lunedi
    martedi mattina meglio mercoledi messaggio minuti momento mostrare necessario nessun nessuno nostri numero occasione oggi ogni opportuno opzione ora orario parlare parlarne passare pensare piacere possiamo potete potrebbe
    prego presto prima problema proporre prossima qualche quale qualsiasi quanto quello rispondere risposta ricevuto risentirci sabato sapere scrivere sentire sentirla serve settimana sicuro sapete sento subito squadra telefono tempo
    trovare utile vediamo vedere venerdi vengo verificare volentieri vorrebbe
    agora agenda ajuda ajudar alguma algum amanha antes aqui assim atencao breve calendario chamada claro colega combinar comecar compreendo confirmar conhecer contacto contato contar conversa conversar convem
    dados deixar depois detalhes dizer disponivel domingo duvida encontrar endereco entao entendo enviar equipa equipe escolher escrever escreva espero estamos explicar falar fazer feliz ficar forma gostaria
    hora hoje informacao informacoes interesse ligar ligacao logo manha marcar melhor mensagem minuto momento mostrar muito nenhum nossa numero opcao ouvir outra outro partilhar passar pensar pergunta perguntar
    podemos poderia prazer preciso preferir primeiro problema pronto proxima proximo qual qualquer queremos quer receber recebido resposta responder retorno reuniao saber segunda semana sempre sexta simples sobre tarde telefone temos
    tempo terca tirar tomar tratar vamos verificar visita voltar volte
    aanbod adres afspraak afspreken agenda alles altijd andere antwoord antwoorden bellen bericht beste bespreken best betekent beter bezoek bijvoorbeeld binnen collega contact dagen daarna denken details direct doen
    dinsdag donderdag duidelijk eerst eigenlijk even extra fijn geen gelegen gemakkelijk gesprek geven gewoon goede gaan graag groet heel helpen helpt horen idee iets informatie interesse kalender kiezen kijken klein komen komende kort
    laat laten later leuk leggen maandag maken mogelijk moment morgen moment moeten nemen nodig nummer ochtend onderwerp ontvangen open overleggen paar past plannen praten precies probleem project reactie rustig samen schrijven
    snel sommige spreken stellen sturen telefoon tijd tijdstip team uitleggen uur vandaag vertellen verder vinden volgende vraag vragen vriendelijke vrijdag waar wachten wanneer weet welke welkom weten werken week willen woensdag zaterdag
    zeggen zeker zien zitten zodra zondag zoeken zullen
    chetnie chcesz chcieliby czas czy czekamy dla dobrze dzien dziekujemy godzin informacj jaki jutro kalendarz kiedy kontakt moge mozemy napisac numer odpowiedz oferta piatek pomoc pomoge poniedzia porozmaw problem prosz przeslac pytani rozmow
    sobota spotkan sprawdz szczego sroda telefon termin tydzie wiadomos wkrotce wtorek zadzwon zapytam zespol
    aterkom fraga garna halsning hjalpa information intresse kalender kontakt kommer kunna passar prata problem ring skicka skriva snart svar tacksam team telefon tid valkommen vecka vill
    """.split()
)
"""Courtesy, and the words of arranging a talk; with them alone nothing is claimed and nothing conceded."""
