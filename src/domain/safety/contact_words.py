# ruff: noqa: E501 - a table of words reads better with one kind of word per line
"""The words by which people speak about being written to and called, by language and kind.

Kinds, one letter each: H halt, D do not, N no, T tell (write, call, send), P paper (messages, calls), m me, p my, y you,
i I, z others, O what one is reached at (number, address, data), L list, R remove, r take (removes together with F),
F off, A again, more, t a time, b instead, q why, c if, v want, S still, g receive, n nobody, Q forget, k filler, u could, e have and did,
d a negated helper, x a verb that holds its "not". A star lets a word go on. Words are written as people write them and folded here.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_EVERYWHERE = {
    "H": "stop",
    "P": "sms mail mails email emails e-mail e-mails msg msgs message messages spam whatsapp newsletter",
    "R": "delete unsubscribe",
    "k": "please pls plz ok",
}
"""What is said in every language."""

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "H": "stop quit cease halt discontinue refrain desist stopping enough",
        "D": "dont don't donot never shouldnt shouldn't mustnt mustn't",
        "d": "cant can't cannot wont won't doesnt doesn't didnt didn't isnt isn't wasnt wouldnt wouldn't couldnt couldn't havent haven't not",
        "N": "no without",
        "n": "nobody noone none",
        "T": "text txt message msg call ring phone contact email e-mail mail write reach ping pitch bother pester harass spam bug annoy disturb solicit followup sms dm message dial send spam approach target",
        "G": "texting txting messaging msging calling ringing phoning contacting emailing e-mailing mailing writing reaching pinging pitching bothering pestering harassing spamming bugging annoying disturbing soliciting following-up followingup sending dming approaching targeting selling hounding stalking",
        "P": "texts txts calls letters contact communication communications communicate correspondence followups follow-ups pitches pitch ads advertising marketing outreach solicitation solicitations stuff crap junk nonsense reminders notifications",
        "m": "me us myself ourselves here mother mom mum dad father parents wife husband partner son daughter kid kids children grandmother grandma grandpa",
        "p": "my our this that these those",
        "y": "you u ya yall y'all your ur yr youre you're guys people folks team",
        "i": "i we im i'm ive i've id i'd i'll ill we'll we'd we're we've",
        "z": "they he she who which customers clients tenants staff somebody someone",
        "O": "number # num nr phone cell mobile line address inbox e-mailaddress name contact details data info information email e-mail account",
        "L": "list lists system systems records record database databases crm campaign campaigns sequence sequences cadence files file sheet sheets books contacts rotation rolodex automation funnel pipeline newsletter mailing mailings directory",
        "R": "remove delete erase scrub strike purge exclude drop unsubscribe wipe destroy burn lose ditch trash removed deleted erased purged excluded wiped gone suppress omit",
        "Q": "forget",
        "r": "take taken taking get pull cut cross kick put leave",
        "F": "off from out of outta",
        "A": "again anymore ever more further another evermore longer additional mas",
        "t": "today tonight tomorrow tmrw now yet before after until till til between during while when monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun weekend weekends morning afternoon evening night late early moment noon pm week month january february march april june july august september october november december",
        "b": "instead rather but only just prefer better",
        "q": "why how when",
        "c": "if unless",
        "v": "want need like wish prefer appreciate ask asked asking grateful demand rather request insist told tell",
        "u": "could would",
        "e": "did have has had were",
        "S": "still keep keeps keep-on constantly always continue",
        "g": "get getting receive receiving got",
        "k": "please pls plz kindly just the a an to it with all any and so then seriously really immediately permanently altogether completely both every each now-please thanks thx ty ok okay will can do does am are is be been already politely also even also ever-so in on at-all whatsoever for",
    },
    "de": {
        "H": "hor hort hore aufhoren aufzuhoren unterlass* schluss genug einstellen verschon* spar spart absehen",
        "D": "nicht nie niemals nimmer", "N": "kein* ohne", "T": "schreib* angeschrieben anzuschreiben ruf rufen ruft anruf* anzurufen kontakt* schick* send* zusend* melde* meldet belastig* nerv* simsen mailen textet",
        "P": "nachricht* mails anrufe werbung sms post mail zuschriften", "m": "mich mir uns", "p": "mein* unser* diese*",
        "O": "nummer telefonnummer handynummer daten adresse mailadresse kontaktdaten kontakt", "L": "liste* verteiler* datenbank kartei system* newsletter* bestand",
        "R": "losch* loesch* entfern* streich* austrag* rausnehm* raus nehm* nimm tilg*", "A": "mehr wieder kunftig zukunftig weiter* nochmal nochmals nie", "t": "vor nach heute morgen montag* dienstag* mittwoch* donnerstag* freitag* samstag* sonntag* abend abends nachts bis erst jetzt gerade momentan uhr woche", "b": "sondern lieber nur stattdessen", "q": "warum wieso weshalb wann",
    },
    "fr": {
        "H": "arret* cess* stopp*", "D": "ne n plus plu jamais pas pu", "N": "aucun* sans", "T": "ecri* contact* recontact* appel* rappel* envoy* envoi* relanc* sollicit* demarch* importun* derang* menvoy* mappel* mecri* recevoir texter harcel*",
        "P": "messages message textos sms mails mail courriels appels pubs pub publicite*", "m": "me m moi nous", "p": "mon ma mes nos notre ce",
        "O": "numero adresse coordonnees donnees contact mail nom", "L": "liste listes fichier fichiers base bases repertoire diffusion", "R": "supprim* retir* enlev* effac* radi* ray* otez oter sortez", "A": "plus jamais davantage", "t": "avant apres aujourd* aujourd'hui demain lundi mardi mercredi jeudi vendredi samedi dimanche soir matin maintenant pendant encore", "b": "plutot seulement mais", "q": "pourquoi comment quand",
    },
    "es": {
        "H": "paren dejen deja deje dejad basta cesen cese", "D": "no nunca jamas", "N": "ningun* sin", "T": "escrib* llam* contact* envi* mand* molest* insist* mensaje* acos* recibir marqu* textea* spamee*",
        "P": "mensajes mensaje correos correo llamadas publicidad textos", "m": "me nos mi", "p": "mi mis nuestr* este",
        "O": "numero datos correo telefono direccion contacto nombre", "L": "lista listas base bases listado fichero sistema boletin", "R": "elimin* borr* quit* saqu* sac* retir* suprim* remuev*", "A": "mas nunca jamas nuevo vez", "t": "antes despues hoy manana lunes martes miercoles jueves viernes sabado domingo noche tarde ahora hasta todavia", "b": "mejor sino pero solo", "q": "porque cuando como",
    },
    "it": {
        "H": "basta smett* piant* finit* fermat*", "D": "non mai nn", "N": "nessun* niente", "T": "scriv* chiam* richiam* sent* risent* contatt* invi* mand* disturb* telefon* ricever* cercat* messagg* importun*",
        "P": "messaggi messaggio chiamate telefonate pubblicita comunicazioni", "m": "mi ci", "p": "mio mia miei mie nostr* questo",
        "O": "numero dati indirizzo contatto nominativo recapito nome", "L": "lista liste elenco elenchi archiv* rubrica database mailing", "R": "cancell* rimuov* togli* elimin* depenn*", "A": "piu mai + ulterior* altr*", "t": "prima dopo oggi domani lunedi martedi mercoledi giovedi venerdi sabato domenica sera mattina adesso ora fino ancora", "b": "piuttosto ma meglio solo", "q": "perche quando come",
    },
    "pt": {
        "H": "parem parar chega basta cess* deixem", "D": "nao n nunca jamais", "N": "nenhum* sem", "T": "lig* escrev* envi* mand* contat* contact* incomod* perturb* receb* mensag* importun* chat* spamm*",
        "P": "mensagens mensagem ligacoes chamadas propaganda* publicidade contatos", "m": "me mim nos", "p": "meu meus minha nosso este esse",
        "O": "numero dados telefone telemovel contato contacto nome endereco", "L": "lista listas base bases cadastro mailing", "R": "remov* retir* tir* exclu* elimin* apag* delet* risc*", "A": "mais nunca novamente", "t": "antes depois hoje amanha segunda terca quarta quinta sexta sabado domingo noite tarde agora ate ainda", "b": "melhor mas so", "q": "porque quando como",
    },
    "nl": {
        "H": "stop stoppen ophouden genoeg", "D": "niet nooit", "N": "geen zonder", "T": "bel* gebeld mail* sms* app* schrijf* schrijv* stuur* sturen contact* benader* lastig* bericht* ontvang*",
        "P": "berichten berichtjes mailtjes telefoontjes reclame appjes", "m": "me mij ons", "p": "mijn ons onze dit deze",
        "O": "nummer gegevens adres telefoonnummer data naam", "L": "lijst* bestand* database adressenbestand verzendlijst", "R": "verwijder* haal* schrap* wis* delete*", "A": "meer weer nogmaals verder langer", "t": "vandaag morgen maandag dinsdag woensdag donderdag vrijdag zaterdag zondag avond ochtend nu tot uur nog", "b": "maar liever graag-appen", "q": "waarom wanneer hoe",
    },
    "pl": {
        "H": "przesta* dosc koniec skoncz*", "D": "nie nigdy", "N": "zadn* bez", "T": "pisz* pisac dzwon* zadzwon* oddzwon* napisz* kontakt* wysyl* przysyl* nekaj* nekac otrzymyw* sms* wydzwan*",
        "P": "wiadomosci smsow smsy maili telefonow reklam spamu", "m": "mnie mi nas nam", "p": "moj* nasz* ten",
        "O": "numer* dane danych adres* telefon* kontakt", "L": "list* baz* newsletter* rejestr*", "R": "usun* usuw* wykresl* skas* wypis* wyrejestr*", "A": "wiecej juz nigdy kolejn* dalsz*", "t": "przed dzis dzisiaj jutro poniedzial* wtorek srod* czwart* piat* sobot* niedziel* wieczor* rano teraz", "b": "tylko raczej lepiej", "q": "dlaczego kiedy czemu",
    },
    "sv": {
        "H": "sluta* upphor", "D": "inte aldrig ej", "N": "inga utan", "T": "ring* skriv* skicka* kontakta* mejla* maila* smsa* messa* hora stora",
        "P": "meddelanden sms mejl samtal reklam utskick", "m": "mig mej oss", "p": "mitt min mina vart vara",
        "O": "nummer* uppgifter adress* mejl epost telefonnummer", "L": "lista* listan register* databas* utskick*", "R": "radera* stryk* avlagsna* bort", "A": "mer mera igen fler langre ytterligare", "t": "fore efter idag imorgon mandag tisdag onsdag torsdag fredag lordag sondag kvall* nu just innan an", "b": "istallet hellre bara utan", "q": "varfor nar hur",
    },
    "da": {
        "H": "stop stopp hold slutt", "D": "ikke aldrig aldri", "N": "ingen uden uten", "T": "ring* skriv* send* kontakt* mail* sms* henvend* modtag* motta* forstyr*",
        "P": "beskeder meldinger opkald reklame* sms'er henvendelser", "m": "mig meg os oss", "p": "mit mitt min mine vores vare dette",
        "O": "nummer* oplysninger opplysninger adresse* data telefonnummer", "L": "list* register* database* nyhedsbrev*", "R": "slet slett* fjern* stryk* fjerne", "A": "mere mer igen igjen flere laengere lenger yderligere", "t": "efter etter i-dag dag idag morgen imorgen mandag tirsdag onsdag torsdag fredag lordag sondag aften kveld nu na endnu", "b": "istedet stedet hellere heller bare", "q": "hvorfor hvornar hvordan",
    },
    "fi": {
        "H": "lopeta* lopettakaa riitta*", "D": "ala alkaa alkaaka en ei ette alkoot", "T": "soit* lahet* viest* kirjoit* ota* ottako hairi* tekstaa* tekstata laita* laittako laittakaa",
        "P": "viestit viesteja viestia puheluita puhelut mainoksia mainokset tekstareita", "m": "minulle minua mulle mua meille meita", "p": "minun",
        "O": "numeroni numero tietoni tiedot tietojani osoitteeni puhelinnumeroni yhteystietoni", "L": "lista* rekister* tietokan* postituslista*", "R": "poist* pois", "A": "enaa enempaa lisaa koskaan ikina enemman", "t": "ennen jalkeen tanaan huomenna maanantai* tiistai* keskiviikko* torstai* perjantai* lauantai* sunnuntai* illalla aamulla nyt viela", "b": "vaan mieluummin vain", "q": "miksi milloin",
    },
    "cs": {
        "H": "prestan* dost prestat konec nechte nechajte", "D": "ne uz nikdy", "N": "zadn* ziadn* bez", "x": "nepis* nevol* nekontakt* neposil* neposiel* nezasil* nezasiel* neozyv* netelefon* neruste nerus neobtez*", "T": "zavol* napis* ozv* volat psat pisat posilat posielat kontaktovat obtezov* zasilat dostavat zasielat",
        "P": "zprav* sprav* maily maila reklam* hovor* emaily", "m": "mi me mne mna nam nas", "p": "muj moje moji moj nase me mojich",
        "O": "cislo udaje udajov udaju adres* kontakt* data telefon*", "L": "seznam* zoznam* databaz* evidenc* odber*", "R": "smaz* vymaz* odstran* vyrad* vyraz* odeber* vyskrtn*", "A": "uz vic vice viac dalsi* nikdy znovu znova", "t": "pred dnes zitra zajtra pondel* utery utorok stred* ctvrt* stvrt* patek piatok sobot* nedel* vecer rano ted teraz", "b": "radeji radsej jen len", "q": "proc preco kdy kedy",
    },
    "hu": {
        "H": "hagyj* fejezz* alljon elég eleg", "D": "ne soha nem sose", "T": "irj* irjon* hiv* hivjon* hivj* kuld* keress* keres* zavar* ertesit* telefonal* szeretn*", "P": "uzenet* sms* level* hivas* reklam* email*", "m": "nekem engem minket nekunk", "p": "",
        "O": "szamom* adataim* cimem* telefonszam* emailcim* szamomat", "L": "lista* listar* adatbazis* nyilvantartas* rendszer*", "R": "torol* torl* vegy* vegyenek", "A": "tobb* soha mar ujra tovabb*", "t": "elott utan ma holnap hetfo* kedd* szerda* csutortok* pentek* szombat* vasarnap* este reggel most", "b": "inkabb csak hanem", "q": "miert mikor",
    },
    "ro": {
        "H": "opriti incetati opreste inceteaza gata ajunge terminati", "D": "nu niciodata", "N": "niciun* fara", "T": "sun* scri* trimit* contact* deranj* apel* primesc primim primi", "P": "mesaje mesajele apeluri reclame mailuri", "m": "ma mi imi mie ne", "p": "meu mea mele nostru",
        "O": "numarul numar datele date adresa telefonul contactul", "L": "lista listele baza evidenta", "R": "sterg* stergeti scoate* scot* elimin*", "A": "mai niciodata alte", "t": "inainte dupa azi astazi maine luni marti miercuri joi vineri sambata duminica seara dimineata acum pana", "b": "mai-bine doar ci", "q": "cand cum",
    },
    "tr": {
        "H": "durdur* kes birak* yeter son", "D": "", "N": "", "x": "yazmay* aramay* atmay* gondermey* etmey* ulasmay* istemiyor*", "T": "yazma* atma* gonderme* rahatsiz*", "P": "mesaj* sms* mail* reklam* arama* cagri*", "m": "bana beni bize bizi", "p": "",
        "O": "numara* verilerim* bilgilerim* adresim* telefonum*", "L": "liste* kayit* kaydim* rehber* sistem*", "R": "sil* cikar* kaldir* silin*", "A": "daha artik bir", "t": "once sonra bugun yarin pazartesi sali carsamba persembe cuma cumartesi pazar aksam sabah simdi kadar", "b": "yerine sadece", "q": "neden niye",
    },
    "ru": {
        "H": "прекрат* хватит перестан* остановите отстаньте припин* досить годі перестаньте", "D": "не никогда ніколи", "N": "без", "T": "пиши* писать звон* позвон* перезвон* зателефон* напиш* подзвон* присыла* отправл* шлите беспоко* дзвон* телефону* надсила* турбу* рассыл* посыла* получать пишіть",
        "P": "сообщени* смс рассылк* звонк* письм* спам* повідомлен* розсилк*", "m": "мне меня нам нас мені мене", "p": "мои* моего мою мое мій мої* мои",
        "O": "номер* данные адрес* контакт* телефон* дані", "L": "спис* баз* рассылк* реестр*", "R": "удал* убер* исключ* вычеркн* видал* сотр* прибер* викресл*", "A": "больше более снова впредь більше знову", "t": "до после сегодня завтра понедельник* вторник* сред* четверг* пятниц* суббот* воскресень* вечер* утр* сеичас пока сьогодні завтра зараз після понеділ*", "b": "лучше только а краще", "q": "почему чому когда",
    },
    "bg": {
        "H": "спрете стига престанете prestanete spr*", "D": "не недеите никога ne nedeite", "T": "пиш* звън* пращ* изпращ* безпоко* търс* обажд* pisht* pishete zvan* zvunete zvunite prasht* bezpoko* tarset* obazhd*", "P": "съобщени* смс имеили saobshtenia", "m": "ми ме ни mi me ni", "p": "",
        "O": "номера номер данни* телефона адреса nomera dannite", "L": "списък* базата spisak", "R": "изтрии* махн* премахн* iztrii* mahnete", "A": "повече вече пак poveche pak", "t": "преди след днес утре сега dnes utre", "b": "само по-добре", "q": "защо кога",
    },
    "hr": {
        "H": "prestan* prekin* dosta престан* прекин* доста nehajte prenehajte", "D": "ne nemoj* ne не немој* nikad nikoli никад", "T": "zov* zvati salj* slati pis* pisite javlj* kontakt* uznemir* klic* posilj* зов* зват* шаљ* слати пиши* јављ* контакт* узнемир* zovete poziv*", "P": "poruke poruka pozive mailove поруке порука sporocil* obvestil*", "m": "me mi nam nas мене ми ме нас", "p": "moj moje мој моје",
        "O": "broj broja podatke podatci podaci број податке stevilko", "L": "list* popis* baz* листе списка seznam*", "R": "obris* izbris* ukloni* makni* skini* обриши* избриши* уклони* odstran*", "A": "vise vec opet више опет vec ponovno več", "t": "prije posle nakon danas sutra ponedjelj* sada danes jutri zdaj пре данас сутра", "b": "nego samo radije raje", "q": "zasto zakaj kada",
    },
    "el": {
        "H": "σταματ* φτανει αρκετα stamat* ftanei", "D": "μη μην ποτε δεν min mi den pote", "T": "γραφ* γραψ* στειλ* στελν* καλ* τηλεφων* ενοχλ* ξαναστειλ* ξαναπαρ* παιρν* επικοινων* steil* steln* kal* enoxl* grafete parete pairnete tilefon* xanasteil*", "P": "μηνυμα* email sms minima* κλησεις", "m": "μου με μας mou me mas", "p": "",
        "O": "στοιχεια αριθμο* δεδομενα τηλεφωνο διευθυνση stoixeia arithmo*", "L": "λιστα* βαση lista vasi", "R": "διαγρ* σβησ* αφαιρ* βγαλτε diagr* svis* vgalte", "A": "ξανα πια αλλο allo xana pia", "t": "πριν μετα σημερα αυριο δευτερα τωρα prin meta simera avrio tora", "b": "μονο καλυτερα", "q": "γιατι ποτε",
    },
    "lt": {"H": "liaukit* nustok* gana baik*", "x": "nerasyk* neskambin* nesius* neberasyk* nebeskambin* nebesius* netrukd* nebetrukd*", "P": "zinut* laisk* zinuciu", "m": "man mane mums", "p": "mano", "O": "numeri duomenis duomenys", "L": "saras* baz*", "R": "istrin* pasalin* isbrauk*", "A": "daugiau nebe*", "t": "siandien rytoj pries dabar"},
    "lv": {"H": "beidziet partrauciet pietiek", "x": "nezvani* neraksti* nesuti* netrauce*", "P": "zinas sms vestules", "m": "man mani mums", "p": "mans manu", "O": "numuru datus", "L": "sarakst* baz*", "R": "dzesiet izdzes* nonem*", "A": "vairs vairak", "t": "sodien rit pirms pec tagad"},
    "et": {"H": "lopetage lopeta aitab", "D": "arge ara ei mitte", "T": "helista* kirjuta* saat* segage tulita* sega", "P": "sonumeid kirju sonumid", "m": "mulle mind meile minuga", "p": "minu mu", "O": "number numbri andmed", "L": "nimekir* list* andmebaas*", "R": "eemalda* kustuta* votke", "A": "enam rohkem", "t": "tana homme enne parast praegu"},
    "sq": {"H": "ndaloni ndal mjaft boll", "D": "mos kurre", "T": "shkru* telefon* dergo* kontakt* merrni merr bezdis*", "P": "mesazhe mesazh", "m": "me mua na", "p": "tim im", "O": "numrin numri te-dhenat", "L": "lista listen", "R": "fshi* hiq* largo*", "A": "me perseri kurre", "t": "sot neser para pas tani"},
    "ca": {"H": "pareu prou deixeu para deixa", "D": "no mai", "T": "truqu* escri* envi* contact* molest*", "P": "missatges trucades correus", "m": "em m ens me", "p": "meu meva", "O": "numero dades telefon", "L": "llist* base", "R": "esborr* elimin* treu*", "A": "mes mai", "t": "abans despres avui dema ara", "b": "millor"},
    "id": {"H": "berhenti hentikan cukup stop", "D": "jangan jgn tidak gak nggak tak usah", "T": "kirim* hubungi* menghubungi telepon* telpon* sms* chat* wa ganggu* mengganggu hantar* mesej* contact kacau* kontak*", "P": "pesan mesej panggilan iklan sms promosi", "m": "saya aku kami sy", "p": "saya ini", "O": "nomor nombor no data nomer kontak", "L": "daftar senarai database list", "R": "hapus* padam* keluarkan buang* hilangkan delete", "A": "lagi lg kembali", "t": "sekarang dulu hari besok pagi malam sebelum setelah esok nanti", "b": "tapi saja lebih"},
    "tl": {"H": "tigil* itigil tama tigilan", "D": "wag huwag 'wag", "T": "text* magtext mag-text itext tawag* tumawag tawagan magmessage mag-message message* kontak* istorbo* padala*", "P": "text mensahe tawag", "m": "ako akin sakin sa'kin amin samin", "p": "ko", "O": "number numero data pangalan", "L": "listahan list", "R": "tanggal* burahin alisin", "A": "na ulit muli", "t": "ngayon bukas mamaya bago muna"},
    "sw": {"H": "acha* acheni koma* komesh*", "D": "usi* msi* usinitumie msinitumie", "T": "kunitumia kunipigia kutuma kupiga tumie nitumie nipigie kuni*", "P": "ujumbe simu jumbe meseji", "m": "mimi mi", "p": "yangu", "O": "namba nambari data", "L": "orodha", "R": "ondoa* futa* ondoeni", "A": "tena", "t": "leo kesho sasa kabla"},
    "vi": {"H": "ngung dung thoi", "D": "dung khong cho-co", "T": "nhan goi gui lien phien nt", "P": "tin sms tn", "m": "toi minh em tui", "p": "", "O": "so thong du", "L": "danh-sach", "R": "xoa go bo", "A": "nua them", "t": "nay mai gio truoc sau sang chieu toi-nay hom"},
    "hi": {"H": "band bandh roko rok बंद रोक*", "D": "mat na nahi nahin mt मत न नहीं", "T": "bhej* karna karo kro krna kijiye call phone message msg text sms भेज* कॉल फोन मैसेज संपर्क", "P": "message messages msg calls sms call मैसेज संदेश", "m": "mujhe mujhko hame hume मुझे हमें", "p": "mera meri hamara मेरा मेरी", "O": "number no data naam नंबर डेटा", "L": "list database सूची लिस्ट", "R": "hata* delete nikal* mita* हटा* डिलीट", "A": "dobara phir fir aage दोबारा फिर", "t": "abhi aaj kal subah raat pehle baad आज कल अभी"},
    "ar": {"H": "توقف* كفى اوقف* أوقف* كف khalas kafi", "D": "لا لاتر* ما la ma", "T": "ترسل* تتصل* تراسل* تبعت* تكلم* إرسال ارسال الاتصال تزعج* tersel* tersil* tetassel* tetasel* etesel* terasel* teb3at*", "P": "رسائل رسالة رسايل اتصالات rasayel rasa'el resayel", "m": "بي لي معي ني", "p": "", "O": "رقمي بياناتي معلوماتي رقم ra2mi raqmi", "L": "قائمة القائمة قائمتكم قوائم", "R": "احذف* امسح* ازل* أزل* شيل* e7zef* emsa7*", "A": "مرة أخرى تاني مجددا tani marra", "t": "اليوم غدا قبل بعد الان الآن bokra bukra"},
    "he": {"H": "תפסיק* די הפסיק* מספיק", "D": "אל לא", "T": "תשלח* תתקשר* לשלוח להתקשר לפנות תפנו תכתב* תטריד*", "P": "הודעות הודעה סמס מיילים שיחות", "m": "לי אליי אלי אותי לנו", "p": "שלי", "O": "המספר מספר הפרטים הנתונים", "L": "הרשימה רשימה רשימת המאגר", "R": "תמחק* תסיר* הסיר* תוריד* מחק*", "A": "יותר שוב עוד", "t": "היום מחר לפני אחרי עכשיו"},
    "fa": {"H": "بس نکنید", "D": "دیگر دیگه لطفا", "T": "ندهید نزنید نفرستید ندید نفرست* نده زنگ تماس", "P": "پیام پیامک پیامها", "m": "من به", "p": "", "O": "شماره اطلاعات", "L": "لیست فهرست", "R": "حذف پاک", "A": "دیگر دیگه", "t": "امروز فردا قبل بعد الان"},
}  # fmt: skip

_LONGEST_STEM = 14


def plain(word: str) -> str:
    """The word in lower case without any accent, whatever its alphabet; letters of scripts that need their marks keep them."""
    if word.isascii():
        return word
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not "\u0300" <= c <= "\u036f")
    return bare.replace("đ", "d").replace("æ", "ae")


def _tables() -> tuple[dict[str, tuple[tuple[str, str], ...]], dict[str, tuple[tuple[str, str], ...]]]:
    whole: dict[str, tuple[tuple[str, str], ...]] = {}
    stems: dict[str, tuple[tuple[str, str], ...]] = {}
    for language, kinds in _WORDS.items():
        for kind, words in (*kinds.items(), *_EVERYWHERE.items()):
            for word in words.split():
                table = stems if word.endswith("*") else whole
                spelt = plain(word.rstrip("*").lower()).replace("ł", "l").replace("ø", "o").replace("ı", "i")
                known = table.get(spelt, ())
                if all(language != other for other, _ in known):
                    table[spelt] = (*known, (language, kind))
    return whole, stems


_WHOLE, _STEMS = _tables()
ENGLISH = frozenset(word for word, kinds in _WHOLE.items() if any(language == "en" for language, _ in kinds))


@lru_cache(maxsize=1 << 14)
def kinds_of(word: str) -> tuple[tuple[str, str], ...]:
    """(language, kind) of a folded word; of several kinds in one language, the first that its table names."""
    spelt = plain(word)
    found = dict(_WHOLE.get(spelt, ()))
    for length in range(min(len(spelt), _LONGEST_STEM), 1, -1):
        for language, kind in _STEMS.get(spelt[:length], ()):
            found.setdefault(language, kind)
    return tuple(found.items())
