# ruff: noqa: E501 - one hand-written part per line
"""Hand-written parts of mails, per language: [0] is for the tuned half of the corpus, [1] for the held-out half."""

SELLERS = (("Sam Seller", "sam.seller@acme.example"), ("Nora Quist", "nora@brightroof.example"))
LEADS = (("Jo Lead", "jo.lead@lead.example"), ("Kim Ortega", "k.ortega@ortega-partners.example"))
SUBJECTS = ("Your roof", "Re: 15 minutes next week?")

LANGUAGES = {
    "en": {
        "reply": (
            (
                "Hi Sam,\n\nYes, Tuesday at 3 works for me. Could you send an invite?",
                "Not interested, thanks.",
                "We already have a supplier for this.\n\nThat said, what would it cost for around 40 seats, and do you integrate with HubSpot?",
            ),
            (
                "Thanks for reaching out Nora.\n\nI'm away until the 14th, so let's speak after that. My direct line is +1 202 555 0143 if it's urgent.",
                "Please take me off your list.",
                "Sounds interesting! A few things:\n\n1. Pricing for 3 sites\n2. Contract length\n3. References near Leeds\n\nHappy to jump on a call Thursday.",
            ),
        ),
        "signature": (
            ("Best regards,\nJo Lead\nHead of Operations\nLead Ltd\n+1 202 555 0107\nwww.lead.example", "Thanks,\nJo"),
            (
                "Kind regards\n\nKim Ortega | Managing Partner\nOrtega & Partners LLP\n14 Mill Lane, Leeds\nM: +44 7700 900123 | k.ortega@ortega-partners.example",
                "Cheers,\nKim",
            ),
        ),
        "outreach": (
            "Hi Jo,\n\nWe help roofing companies answer every lead in under a minute. Would Monday at 9 suit you for a quick call?\n\nBest,\nSam\n\nIf you don't want to hear from me, click here to unsubscribe: https://acme.example/u/1",
            "Hello Kim,\n\nI noticed you opened a second office. Firms like yours save ten hours a week with us. Are you free on Thursday at 11:30?\n\nNora Quist\nBright Roof\n\nUnsubscribe | Manage preferences",
        ),
        "disclaimer": (
            "This email and any attachments are confidential and intended solely for the use of the individual to whom they are addressed. If you have received this email in error please notify the sender and delete it.",
            "The information contained in this transmission may be privileged and is for the addressee only. Any unauthorised use, disclosure or copying is prohibited.\nOrtega & Partners LLP is registered in England and Wales. Registered office: 14 Mill Lane, Leeds. Company number 01234567.",
        ),
        "mobile": (
            ("Sent from my iPhone", "Get Outlook for iOS<https://aka.ms/o0ukef>"),
            ("Sent from my Galaxy", "Sent from Outlook for Android", "Sent from Yahoo Mail for iPhone"),
        ),
        "gmail": (
            "On Mon, Jan 5, 2026 at 10:12 AM {name} <{addr}> wrote:",
            "On Thu, 12 Feb 2026 at 16:40, {name} <{addr}> wrote:",
        ),
        "apple": (
            "On 5 Jan 2026, at 10:12, {name} <{addr}> wrote:",
            "On Feb 12, 2026, at 4:40 PM, {name} <{addr}> wrote:",
        ),
        "thunderbird": ("On 1/5/26 10:12, {name} wrote:", "On 12/02/2026 16:40, {name} via Bright Roof wrote:"),
        "yahoo": (
            "On Monday, January 5, 2026 at 10:12:33 AM GMT+1, {name} <{addr}> wrote:",
            "On Thursday 12 February 2026 at 04:40:02 pm GMT, {name} <{addr}> wrote:",
        ),
        "labels": ("From", "Sent", "To", "Cc", "Subject"),
        "date": ("Monday, January 5, 2026 10:12 AM", "12 February 2026 16:40"),
        "original": "Original Message",
        "begin": "Begin forwarded message:",
        "forwarded": "Forwarded Message",
        "answers": (
            ("40 people.", "In March, if the price is right."),
            ("Yes, both offices.", "No, email is better for me."),
        ),
        "questions": (
            ("How many people work with it?", "When would you like to start?"),
            ("Is this for both offices?", "May I call you?"),
        ),
        "forward": (("Can you take this one, Al?",), ("FYI, worth a look? I told her you would answer.",)),
    },
    "de": {
        "reply": (
            (
                "Guten Tag Herr Seller,\n\nDienstag um 15 Uhr passt mir gut. Bitte schicken Sie mir eine Einladung.",
                "Kein Interesse, danke.",
                "Hallo Sam,\n\nwir haben bereits einen Anbieter.\n\nWas würde es denn für 40 Plätze kosten? Und wie lange ist die Laufzeit?",
            ),
            (
                "Hallo Frau Quist,\n\nich bin bis zum 14. im Urlaub, danach gerne. Sie erreichen mich am besten unter +49 30 5550143.",
                "Bitte streichen Sie mich aus Ihrem Verteiler.",
                "Klingt spannend! Drei Fragen dazu:\n\n- Preis für 3 Standorte\n- Vertragslaufzeit\n- Referenzen in München\n\nAm Donnerstag hätte ich Zeit.",
            ),
        ),
        "signature": (
            (
                "Mit freundlichen Grüßen\n\nJo Lead\nLeitung Vertrieb\n\nLead GmbH\nTel.: +49 30 5550107\nwww.lead.example",
                "VG\nJo",
            ),
            (
                "Viele Grüße aus München\nKim Ortega\n\nOrtega & Partner mbB\nMühlgasse 14 | 80331 München\nT +49 89 5550123 | k.ortega@ortega-partners.example\nSitz: München, Amtsgericht München HRB 12345\nGeschäftsführer: Kim Ortega",
                "LG Kim",
            ),
        ),
        "outreach": (
            "Guten Tag,\n\nwir helfen Dachdeckern, jede Anfrage in einer Minute zu beantworten. Passt Ihnen Montag um 9 Uhr für ein kurzes Telefonat?\n\nViele Grüße\nSam\n\nWenn Sie nichts mehr von uns hören möchten, klicken Sie hier: https://acme.example/u/1",
            "Hallo Kim Ortega,\n\nGlückwunsch zum zweiten Büro. Kanzleien wie Ihre sparen mit uns zehn Stunden pro Woche. Haben Sie am Donnerstag um 11:30 Zeit?\n\nNora Quist\nBright Roof\n\nAbmelden | Einstellungen verwalten",
        ),
        "disclaimer": (
            "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte sofort den Absender und vernichten Sie diese Mail.",
            "Der Inhalt dieser Nachricht ist ausschließlich für den bezeichneten Adressaten bestimmt. Jede unbefugte Veröffentlichung, Vervielfältigung oder Weitergabe ist unzulässig. Informationen zum Datenschutz finden Sie auf unserer Website.",
        ),
        "mobile": (
            ("Von meinem iPhone gesendet", "Holen Sie sich Outlook für iOS<https://aka.ms/o0ukef>"),
            ("Von meinem/meiner Galaxy gesendet", "Gesendet von Outlook für Android", "Gesendet mit der GMX Mail App"),
        ),
        "gmail": (
            "Am Mo., 5. Jan. 2026 um 10:12 Uhr schrieb {name} <{addr}>:",
            "{name} <{addr}> schrieb am Do., 12. Feb. 2026, 16:40:",
        ),
        "apple": (
            "Am 05.01.2026 um 10:12 schrieb {name} <{addr}>:",
            "Am 12. Februar 2026 um 16:40:02 MEZ schrieb {name} <{addr}>:",
        ),
        "thunderbird": (
            "Am 05.01.26 um 10:12 schrieb {name}:",
            "Am Donnerstag, den 12.02.2026, 16:40 +0100 schrieb {name}:",
        ),
        "yahoo": (
            "Am Montag, 5. Januar 2026 um 10:12:33 MEZ hat {name} <{addr}> Folgendes geschrieben:",
            "Am Donnerstag, 12. Februar 2026, 16:40:02 MEZ hat {name} <{addr}> Folgendes geschrieben:",
        ),
        "labels": ("Von", "Gesendet", "An", "Cc", "Betreff"),
        "date": ("Montag, 5. Januar 2026 10:12", "Donnerstag, 12. Februar 2026 um 16:40 Uhr"),
        "original": "Ursprüngliche Nachricht",
        "begin": "Anfang der weitergeleiteten Nachricht:",
        "forwarded": "Weitergeleitete Nachricht",
        "answers": (
            ("40 Leute.", "Im März, wenn der Preis stimmt."),
            ("Ja, für beide Büros.", "Nein, lieber per Mail."),
        ),
        "questions": (
            ("Wie viele arbeiten damit?", "Wann möchten Sie anfangen?"),
            ("Ist das für beide Büros?", "Darf ich Sie anrufen?"),
        ),
        "forward": (("Kannst du das bitte übernehmen, Al?",), ("Zur Info, bitte kümmere dich darum.",)),
    },
    "fr": {
        "reply": (
            (
                "Bonjour Sam,\n\nMardi à 15 h me convient. Pouvez-vous m'envoyer une invitation ?",
                "Pas intéressé, merci.",
                "Nous avons déjà un prestataire.\n\nCela dit, quel serait le tarif pour 40 postes ? Et la durée d'engagement ?",
            ),
            (
                "Bonjour Nora,\n\nJe suis en congés jusqu'au 14, parlons-en ensuite. Vous pouvez me joindre au +33 1 55 50 01 43.",
                "Merci de me retirer de votre liste de diffusion.",
                "Intéressant ! Quelques points :\n\n- le prix pour 3 sites\n- la durée du contrat\n- des références à Lyon\n\nJe suis disponible jeudi.",
            ),
        ),
        "signature": (
            (
                "Bien cordialement,\n\nJo Lead\nDirectrice des opérations\nLead SARL\nTél. : +33 1 55 50 01 07\nwww.lead.example",
                "Merci,\nJo",
            ),
            (
                "Bien à vous,\nKim Ortega\nAssociée gérante | Ortega & Associés\n14 rue du Moulin, 69002 Lyon\nPort. 06 55 50 01 23",
                "Belle journée,\nKim",
            ),
        ),
        "outreach": (
            "Bonjour Jo,\n\nNous aidons les couvreurs à répondre à chaque demande en moins d'une minute. Lundi à 9 h vous conviendrait-il ?\n\nBien à vous,\nSam\n\nSi vous ne souhaitez plus recevoir nos messages, cliquez ici pour vous désinscrire : https://acme.example/u/1",
            "Bonjour Kim,\n\nFélicitations pour le deuxième bureau. Les cabinets comme le vôtre gagnent dix heures par semaine. Êtes-vous libre jeudi à 11 h 30 ?\n\nNora Quist\nBright Roof\n\nSe désabonner | Gérer mes préférences",
        ),
        "disclaimer": (
            "Ce message et ses pièces jointes sont confidentiels et établis à l'intention exclusive de leur destinataire. Si vous avez reçu ce message par erreur, merci de le détruire et d'en avertir l'expéditeur.",
            "Les informations contenues dans ce courriel sont strictement réservées à l'usage de la personne à qui il est adressé. Toute utilisation ou diffusion non autorisée est interdite.\nPensez à l'environnement avant d'imprimer ce message.",
        ),
        "mobile": (
            ("Envoyé de mon iPhone", "Télécharger Outlook pour iOS<https://aka.ms/o0ukef>"),
            (
                "Envoyé depuis mon appareil Galaxy",
                "Envoyé à partir de Outlook pour Android",
                "Envoyé depuis l'application Mail Orange",
            ),
        ),
        "gmail": (
            "Le lun. 5 janv. 2026 à 10:12, {name} <{addr}> a écrit :",
            "Le jeu. 12 févr. 2026, 16:40, {name} <{addr}> a écrit :",
        ),
        "apple": (
            "Le 5 janv. 2026 à 10:12, {name} <{addr}> a écrit :",
            "> Le 12 févr. 2026 à 16:40, {name} <{addr}> a écrit :",
        ),
        "thunderbird": (
            "Le 05/01/2026 à 10:12, {name} a écrit :",
            "Le 12/02/2026 à 16:40, {name} via Bright Roof a écrit :",
        ),
        "yahoo": (
            "Le lundi 5 janvier 2026 à 10:12:33 UTC+1, {name} <{addr}> a écrit :",
            "Le jeudi 12 février 2026, 16:40:02 UTC+1, {name} <{addr}> a écrit :",
        ),
        "labels": ("De ", "Envoyé ", "À ", "Cc ", "Objet "),
        "date": ("lundi 5 janvier 2026 10:12", "jeudi 12 février 2026 à 16:40"),
        "original": "Message d'origine",
        "begin": "Début du message réexpédié :",
        "forwarded": "Message transféré",
        "answers": (
            ("40 personnes.", "En mars, si le prix est correct."),
            ("Oui, les deux bureaux.", "Non, je préfère par mail."),
        ),
        "questions": (
            ("Combien de personnes ?", "Quand voulez-vous commencer ?"),
            ("Est-ce pour les deux bureaux ?", "Puis-je vous appeler ?"),
        ),
        "forward": (("Tu peux t'en occuper, Al ?",), ("Pour info, à voir ensemble demain.",)),
    },
    "es": {
        "reply": (
            (
                "Hola Sam:\n\nEl martes a las 15 h me viene bien. ¿Me puede enviar una invitación?",
                "No me interesa, gracias.",
                "Ya tenemos proveedor.\n\nAun así, ¿cuánto costaría para 40 puestos? ¿Y qué permanencia tiene?",
            ),
            (
                "Buenos días, Nora:\n\nEstoy de vacaciones hasta el 14, hablamos después. Mi móvil es +34 655 500 143.",
                "Por favor, bórrenme de su lista.",
                "¡Suena interesante! Me gustaría saber:\n\n- precio para 3 sedes\n- duración del contrato\n- referencias en Valencia\n\nEl jueves tengo un hueco.",
            ),
        ),
        "signature": (
            (
                "Saludos cordiales,\n\nJo Lead\nDirectora de Operaciones\nLead S.L.\nTel. +34 915 550 107\nwww.lead.example",
                "Gracias,\nJo",
            ),
            (
                "Atentamente,\nKim Ortega\nSocia directora | Ortega y Asociados\nC/ del Molino 14, 46002 Valencia\nMóv. 655 500 123",
                "Un abrazo,\nKim",
            ),
        ),
        "outreach": (
            "Hola Jo:\n\nAyudamos a empresas de tejados a contestar cada consulta en menos de un minuto. ¿Le viene bien el lunes a las 9?\n\nUn saludo,\nSam\n\nSi no desea recibir más correos, haga clic aquí para darse de baja: https://acme.example/u/1",
            "Hola Kim:\n\nEnhorabuena por la segunda oficina. Despachos como el suyo ahorran diez horas a la semana. ¿Tiene un rato el jueves a las 11:30?\n\nNora Quist\nBright Roof\n\nDarse de baja | Preferencias",
        ),
        "disclaimer": (
            "Este mensaje y sus archivos adjuntos van dirigidos exclusivamente a su destinatario y pueden contener información confidencial. Si ha recibido este mensaje por error, le rogamos que lo comunique al remitente y lo elimine.",
            "AVISO LEGAL: La información incluida en este e-mail es CONFIDENCIAL, siendo para uso exclusivo del destinatario. Queda prohibida su divulgación, copia o distribución a terceros sin autorización.\nAntes de imprimir este mensaje, piense en el medio ambiente.",
        ),
        "mobile": (
            ("Enviado desde mi iPhone", "Obtener Outlook para iOS<https://aka.ms/o0ukef>"),
            ("Enviado desde mi Galaxy", "Enviado desde Outlook para Android", "Enviado desde Yahoo Mail con Android"),
        ),
        "gmail": (
            "El lun, 5 ene 2026 a las 10:12, {name} (<{addr}>) escribió:",
            "El jue., 12 feb. 2026 4:40 p. m., {name} <{addr}> escribió:",
        ),
        "apple": (
            "El 5 ene 2026, a las 10:12, {name} <{addr}> escribió:",
            "El 12 feb 2026, a la(s) 4:40 p.m., {name} <{addr}> escribió:",
        ),
        "thunderbird": (
            "El 5/1/26 a las 10:12, {name} escribió:",
            "El 12/02/2026 a las 16:40, {name} via Bright Roof escribió:",
        ),
        "yahoo": (
            "El lunes, 5 de enero de 2026, 10:12:33 CET, {name} <{addr}> escribió:",
            "El jueves, 12 de febrero de 2026, 16:40:02 GMT-6, {name} <{addr}> escribió:",
        ),
        "labels": ("De", "Enviado", "Para", "CC", "Asunto"),
        "date": ("lunes, 5 de enero de 2026 10:12", "jueves, 12 de febrero de 2026 16:40"),
        "original": "Mensaje original",
        "begin": "Inicio del mensaje reenviado:",
        "forwarded": "Mensaje reenviado",
        "answers": (
            ("40 personas.", "En marzo, si el precio es bueno."),
            ("Sí, las dos oficinas.", "No, prefiero por correo."),
        ),
        "questions": (
            ("¿Cuántas personas lo usan?", "¿Cuándo le gustaría empezar?"),
            ("¿Es para las dos oficinas?", "¿Puedo llamarle?"),
        ),
        "forward": (("¿Te encargas tú de esto, Al?",), ("Para tu información, mira si nos sirve.",)),
    },
    "it": {
        "reply": (
            (
                "Buongiorno Sam,\n\nmartedì alle 15 va bene. Può mandarmi un invito?",
                "Non mi interessa, grazie.",
                "Abbiamo già un fornitore.\n\nDetto questo, quanto costerebbe per 40 postazioni? E la durata del contratto?",
            ),
            (
                "Salve Nora,\n\nsono in ferie fino al 14, sentiamoci dopo. Il mio diretto è +39 02 5550143.",
                "Vi prego di cancellarmi dalla vostra lista.",
                "Interessante! Vorrei sapere:\n\n- prezzo per 3 sedi\n- durata del contratto\n- referenze a Torino\n\nGiovedì sono libera.",
            ),
        ),
        "signature": (
            (
                "Cordiali saluti,\n\nJo Lead\nResponsabile operativa\nLead S.r.l.\nTel. +39 02 5550107\nwww.lead.example",
                "Grazie,\nJo",
            ),
            (
                "Un cordiale saluto\n\nDott.ssa Kim Ortega\nSocia amministratrice\nStudio Ortega e Associati\nVia del Mulino 14 - 10121 Torino\nCell. 345 5550123",
                "A presto,\nKim",
            ),
        ),
        "outreach": (
            "Buongiorno Jo,\n\naiutiamo le imprese di coperture a rispondere a ogni richiesta in meno di un minuto. Lunedì alle 9 potrebbe andare bene?\n\nSaluti,\nSam\n\nSe non desidera più ricevere queste e-mail, clicchi qui per disiscriversi: https://acme.example/u/1",
            "Buongiorno Kim,\n\ncomplimenti per il secondo ufficio. Studi come il vostro risparmiano dieci ore a settimana. È libera giovedì alle 11:30?\n\nNora Quist\nBright Roof\n\nAnnulla iscrizione | Gestisci preferenze",
        ),
        "disclaimer": (
            "Questo messaggio e i suoi allegati sono riservati e destinati esclusivamente alle persone indicate. Se avete ricevuto questo messaggio per errore, vi preghiamo di cancellarlo e di avvisare il mittente.",
            "Ai sensi del Regolamento UE 2016/679 (GDPR) si precisa che le informazioni contenute in questa comunicazione sono riservate e ad uso esclusivo del destinatario. Qualora il messaggio in parola Le fosse pervenuto per errore, La preghiamo di eliminarlo senza copiarlo.",
        ),
        "mobile": (
            ("Inviato da iPhone", "Scarica Outlook per iOS<https://aka.ms/o0ukef>"),
            ("Inviato dal mio Galaxy", "Inviato da Outlook per Android", "Inviato da Libero Mail per Android"),
        ),
        "gmail": (
            "Il giorno lun 5 gen 2026 alle ore 10:12 {name} <{addr}> ha scritto:",
            "Il gio 12 feb 2026, 16:40 {name} <{addr}> ha scritto:",
        ),
        "apple": (
            "Il giorno 5 gen 2026, alle ore 10:12, {name} <{addr}> ha scritto:",
            "> Il giorno 12 feb 2026, alle ore 16:40, {name} <{addr}> ha scritto:",
        ),
        "thunderbird": (
            "Il 05/01/26 10:12, {name} ha scritto:",
            "Il 12/02/2026 16:40, {name} via Bright Roof ha scritto:",
        ),
        "yahoo": (
            "Il lunedì 5 gennaio 2026 alle ore 10:12:33 CET, {name} <{addr}> ha scritto:",
            "Il giovedì 12 febbraio 2026 alle ore 16:40:02 CET, {name} <{addr}> ha scritto:",
        ),
        "labels": ("Da", "Inviato", "A", "Cc", "Oggetto"),
        "date": ("lunedì 5 gennaio 2026 10:12", "giovedì 12 febbraio 2026 16:40"),
        "original": "Messaggio originale",
        "begin": "Inizio messaggio inoltrato:",
        "forwarded": "Messaggio Inoltrato",
        "answers": (
            ("40 persone.", "A marzo, se il prezzo è giusto."),
            ("Sì, entrambi gli uffici.", "No, meglio per mail."),
        ),
        "questions": (
            ("Quante persone lo usano?", "Quando vorrebbe iniziare?"),
            ("È per entrambi gli uffici?", "Posso chiamarla?"),
        ),
        "forward": (("Te ne occupi tu, Al?",), ("Per conoscenza, ne parliamo domani.",)),
    },
    "pt": {
        "reply": (
            (
                "Olá Sam,\n\nTerça às 15h está ótimo. Pode enviar um convite?",
                "Não tenho interesse, obrigado.",
                "Já temos um fornecedor.\n\nMesmo assim, quanto custaria para 40 lugares? E qual o prazo do contrato?",
            ),
            (
                "Bom dia, Nora.\n\nEstou de férias até ao dia 14, falamos depois. O meu número direto é +351 21 555 0143.",
                "Por favor, remova-me da sua lista.",
                "Parece interessante! Gostava de saber:\n\n- preço para 3 unidades\n- duração do contrato\n- referências no Porto\n\nNa quinta tenho tempo.",
            ),
        ),
        "signature": (
            (
                "Atenciosamente,\n\nJo Lead\nGerente de Operações\nLead Ltda\nTel.: +55 11 5555-0107\nwww.lead.example",
                "Obrigado,\nJo",
            ),
            (
                "Com os melhores cumprimentos,\n\nKim Ortega\nSócia-gerente | Ortega & Associados\nRua do Moinho 14, 4000-123 Porto\nTlm. 935 550 123",
                "Abraço,\nKim",
            ),
        ),
        "outreach": (
            "Olá Jo,\n\nAjudamos empresas de telhados a responder a cada pedido em menos de um minuto. Segunda às 9h seria bom para você?\n\nAbraços,\nSam\n\nSe não quiser mais receber e-mails, clique aqui para cancelar a inscrição: https://acme.example/u/1",
            "Olá Kim,\n\nParabéns pelo segundo escritório. Escritórios como o seu poupam dez horas por semana. Tem tempo na quinta às 11:30?\n\nNora Quist\nBright Roof\n\nCancelar subscrição | Preferências",
        ),
        "disclaimer": (
            "Esta mensagem e seus anexos podem conter informações confidenciais e destinam-se exclusivamente ao destinatário. Se você recebeu esta mensagem por engano, avise o remetente e apague-a.",
            "AVISO DE CONFIDENCIALIDADE: a informação contida neste e-mail é reservada e para uso exclusivo da pessoa a quem se dirige. A sua utilização, cópia ou divulgação não autorizada é proibida.\nAntes de imprimir, pense no ambiente.",
        ),
        "mobile": (
            ("Enviado do meu iPhone", "Obter o Outlook para iOS<https://aka.ms/o0ukef>"),
            ("Enviado do meu Galaxy", "Enviado do Outlook para Android", "Enviado do Yahoo Mail no Android"),
        ),
        "gmail": (
            "Em seg., 5 de jan. de 2026 às 10:12, {name} <{addr}> escreveu:",
            "{name} <{addr}> escreveu (quinta, 12/02/2026 à(s) 16:40):",
        ),
        "apple": (
            "Em 5 de jan. de 2026, à(s) 10:12, {name} <{addr}> escreveu:",
            "No dia 12/02/2026, às 16:40, {name} <{addr}> escreveu:",
        ),
        "thunderbird": ("Em 05/01/2026 10:12, {name} escreveu:", "Às 16:40 de 12/02/2026, {name} escreveu:"),
        "yahoo": (
            "Em segunda-feira, 5 de janeiro de 2026 às 10:12:33 BRT, {name} <{addr}> escreveu:",
            "Em quinta-feira, 12 de fevereiro de 2026, 16:40:02 WET, {name} <{addr}> escreveu:",
        ),
        "labels": ("De", "Enviado", "Para", "Cc", "Assunto"),
        "date": ("segunda-feira, 5 de janeiro de 2026 10:12", "12 de fevereiro de 2026 16:40"),
        "original": "Mensagem original",
        "begin": "Início da mensagem reencaminhada:",
        "forwarded": "Mensagem encaminhada",
        "answers": (
            ("40 pessoas.", "Em março, se o preço for bom."),
            ("Sim, os dois escritórios.", "Não, prefiro por e-mail."),
        ),
        "questions": (
            ("Quantas pessoas usam?", "Quando gostaria de começar?"),
            ("É para os dois escritórios?", "Posso ligar?"),
        ),
        "forward": (("Você pode cuidar disto, Al?",), ("Para conhecimento, vê se nos serve.",)),
    },
    "nl": {
        "reply": (
            (
                "Hoi Sam,\n\nDinsdag om 15 uur is prima. Kun je een uitnodiging sturen?",
                "Geen interesse, bedankt.",
                "We hebben al een leverancier.\n\nMaar wat zou het kosten voor 40 plekken? En hoe lang loopt het contract?",
            ),
            (
                "Beste Nora,\n\nIk ben tot de 14e met vakantie, laten we daarna bellen. Mijn nummer is +31 20 555 0143.",
                "Graag van uw lijst verwijderen.",
                "Klinkt goed! Een paar vragen:\n\n- prijs voor 3 locaties\n- looptijd\n- referenties in Utrecht\n\nDonderdag heb ik tijd.",
            ),
        ),
        "signature": (
            (
                "Met vriendelijke groet,\n\nJo Lead\nHoofd Operatie\nLead B.V.\nTel. +31 20 555 0107\nwww.lead.example",
                "Groetjes,\nJo",
            ),
            (
                "Hartelijke groet,\nKim Ortega\nVennoot | Ortega & Partners\nMolenstraat 14, 3511 AB Utrecht\nM 06 5550 0123\nKvK 12345678",
                "Gr. Kim",
            ),
        ),
        "outreach": (
            "Hoi Jo,\n\nWij helpen dakdekkers om elke aanvraag binnen een minuut te beantwoorden. Past maandag om 9 uur?\n\nGroet,\nSam\n\nWil je geen e-mails meer ontvangen, klik hier om je af te melden: https://acme.example/u/1",
            "Dag Kim,\n\nGefeliciteerd met het tweede kantoor. Kantoren als het jouwe besparen tien uur per week. Heb je donderdag om 11:30 tijd?\n\nNora Quist\nBright Roof\n\nAfmelden | Voorkeuren beheren",
        ),
        "disclaimer": (
            "Dit e-mailbericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Indien u dit bericht per abuis heeft ontvangen, verzoeken wij u de afzender te informeren en het bericht te verwijderen.",
            "De informatie in deze e-mail is alleen bedoeld voor de ontvanger. Openbaarmaking, vermenigvuldiging of verspreiding aan derden is niet toegestaan. Ortega & Partners aanvaardt geen aansprakelijkheid voor onjuiste overbrenging.",
        ),
        "mobile": (
            ("Verstuurd vanaf mijn iPhone", "Download Outlook voor iOS<https://aka.ms/o0ukef>"),
            ("Verzonden vanaf mijn Galaxy", "Verzonden vanuit Outlook voor Android", "Outlook voor Android downloaden"),
        ),
        "gmail": (
            "Op ma 5 jan 2026 om 10:12 schreef {name} <{addr}>:",
            "Op do 12 feb. 2026 16:40 schreef {name} <{addr}>:",
        ),
        "apple": (
            "Op 5 jan 2026 om 10:12 heeft {name} <{addr}> het volgende geschreven:",
            "> Op 12 feb 2026, om 16:40 heeft {name} <{addr}> het volgende geschreven:",
        ),
        "thunderbird": (
            "Op 5-1-2026 om 10:12 schreef {name}:",
            "Op 12-02-2026 om 16:40 schreef {name} via Bright Roof:",
        ),
        "yahoo": (
            "Op maandag 5 januari 2026 om 10:12:33 CET schreef {name} <{addr}>:",
            "Op donderdag 12 februari 2026, 16:40:02 CET, {name} <{addr}> schreef:",
        ),
        "labels": ("Van", "Verzonden", "Aan", "CC", "Onderwerp"),
        "date": ("maandag 5 januari 2026 10:12", "donderdag 12 februari 2026 16:40"),
        "original": "Oorspronkelijk bericht",
        "begin": "Begin doorgestuurd bericht:",
        "forwarded": "Doorgestuurd bericht",
        "answers": (
            ("40 mensen.", "In maart, als de prijs goed is."),
            ("Ja, beide kantoren.", "Nee, liever per mail."),
        ),
        "questions": (
            ("Hoeveel mensen werken ermee?", "Wanneer wil je beginnen?"),
            ("Is dit voor beide kantoren?", "Mag ik je bellen?"),
        ),
        "forward": (("Kun jij dit oppakken, Al?",), ("Ter info, misschien iets voor ons?",)),
    },
    "pl": {
        "reply": (
            (
                "Dzień dobry,\n\nwtorek o 15 mi pasuje. Czy może Pan wysłać zaproszenie?",
                "Nie jestem zainteresowany, dziękuję.",
                "Mamy już dostawcę.\n\nIle jednak kosztowałoby to dla 40 osób? I jak długa jest umowa?",
            ),
            (
                "Dzień dobry Pani Noro,\n\njestem na urlopie do 14., porozmawiajmy później. Mój numer to +48 22 555 01 43.",
                "Proszę usunąć mnie z listy.",
                "Brzmi ciekawie! Kilka pytań:\n\n- cena za 3 lokalizacje\n- długość umowy\n- referencje w Krakowie\n\nW czwartek mam czas.",
            ),
        ),
        "signature": (
            (
                "Z poważaniem,\n\nJo Lead\nDyrektor Operacyjny\nLead Sp. z o.o.\nTel. +48 22 555 01 07\nwww.lead.example",
                "Pozdrawiam\nJo",
            ),
            (
                "Z wyrazami szacunku\nKim Ortega\nWspólnik | Ortega i Wspólnicy\nul. Młyńska 14, 31-002 Kraków\nkom. 505 550 123\nNIP 123-456-78-90",
                "Pozdrawiam serdecznie,\nKim",
            ),
        ),
        "outreach": (
            "Dzień dobry,\n\npomagamy dekarzom odpowiadać na każde zapytanie w minutę. Czy pasuje poniedziałek o 9?\n\nPozdrawiam\nSam\n\nJeśli nie chcesz otrzymywać wiadomości, kliknij tutaj, aby się wypisać: https://acme.example/u/1",
            "Dzień dobry,\n\ngratuluję drugiego biura. Kancelarie takie jak Państwa oszczędzają dziesięć godzin tygodniowo. Czy ma Pani czas w czwartek o 11:30?\n\nNora Quist\nBright Roof\n\nWypisz się | Zarządzaj preferencjami",
        ),
        "disclaimer": (
            "Niniejsza wiadomość i załączniki mają charakter poufny i są przeznaczone wyłącznie dla adresata. Jeżeli otrzymali Państwo tę wiadomość przez pomyłkę, prosimy o powiadomienie nadawcy i jej usunięcie.",
            "Treść tej wiadomości zawiera informacje przeznaczone tylko dla adresata. Jeżeli nie są Państwo jej adresatem, bądź otrzymali ją przez pomyłkę, prosimy o usunięcie. Zabronione jest kopiowanie i rozpowszechnianie bez zgody nadawcy.",
        ),
        "mobile": (
            ("Wysłane z iPhone'a", "Pobierz program Outlook dla systemu iOS<https://aka.ms/o0ukef>"),
            (
                "Wysłane z mojego Galaxy",
                "Wysłano z programu Outlook dla systemu Android",
                "Wysłane z aplikacji mobilnej Onet Poczta",
            ),
        ),
        "gmail": (
            "pon., 5 sty 2026 o 10:12 {name} <{addr}> napisał(a):",
            "czw., 12 lut 2026, 16:40 użytkownik {name} <{addr}> napisał:",
        ),
        "apple": (
            "Wiadomość napisana przez {name} <{addr}> w dniu 5 sty 2026, o godz. 10:12:",
            "> Wiadomość napisana przez {name} <{addr}> w dniu 12.02.2026, o godz. 16:40:",
        ),
        "thunderbird": (
            "W dniu 05.01.2026 o 10:12, {name} pisze:",
            "W dniu 12.02.2026 o 16:40, {name} via Bright Roof pisze:",
        ),
        "yahoo": (
            "W dniu poniedziałek, 5 stycznia 2026 10:12:33 CET użytkownik {name} <{addr}> napisał:",
            "Dnia 12 lutego 2026 16:40 {name} <{addr}> napisał(a):",
        ),
        "labels": ("Od", "Wysłano", "Do", "DW", "Temat"),
        "date": ("poniedziałek, 5 stycznia 2026 10:12", "czwartek, 12 lutego 2026 16:40"),
        "original": "Wiadomość oryginalna",
        "begin": "Początek przekazywanej wiadomości:",
        "forwarded": "Przekazana wiadomość",
        "answers": (("40 osób.", "W marcu, jeśli cena będzie dobra."), ("Tak, oba biura.", "Nie, wolę mailowo.")),
        "questions": (
            ("Ile osób z tego korzysta?", "Kiedy chcą Państwo zacząć?"),
            ("Czy to dla obu biur?", "Czy mogę zadzwonić?"),
        ),
        "forward": (("Możesz się tym zająć, Al?",), ("Do wiadomości, rzuć okiem proszę.",)),
    },
    "sv": {
        "reply": (
            (
                "Hej Sam,\n\nTisdag kl 15 passar bra. Kan du skicka en inbjudan?",
                "Inte intresserad, tack.",
                "Vi har redan en leverantör.\n\nMen vad skulle det kosta för 40 platser? Och hur lång är bindningstiden?",
            ),
            (
                "Hej Nora,\n\nJag är på semester till den 14:e, vi kan höras efter det. Jag nås på +46 8 555 01 43.",
                "Var snäll och ta bort mig från listan.",
                "Låter bra! Några frågor:\n\n- pris för 3 kontor\n- avtalstid\n- referenser i Malmö\n\nPå torsdag har jag tid.",
            ),
        ),
        "signature": (
            (
                "Med vänliga hälsningar\n\nJo Lead\nDriftchef\nLead AB\nTel. +46 8 555 01 07\nwww.lead.example",
                "Mvh\nJo",
            ),
            (
                "Vänliga hälsningar,\nKim Ortega\nDelägare | Ortega & Partners AB\nKvarngatan 14, 211 20 Malmö\nMobil 070-555 01 23",
                "Hälsningar\nKim",
            ),
        ),
        "outreach": (
            "Hej Jo,\n\nVi hjälper takläggare att svara på varje förfrågan inom en minut. Passar måndag kl 9?\n\nHälsningar\nSam\n\nVill du inte ha fler mejl, klicka här för att avsluta: https://acme.example/u/1",
            "Hej Kim,\n\nGrattis till det andra kontoret. Byråer som er sparar tio timmar i veckan. Har du tid på torsdag 11:30?\n\nNora Quist\nBright Roof\n\nAvprenumerera | Inställningar",
        ),
        "disclaimer": (
            "Detta meddelande är konfidentiellt och endast avsett för mottagaren. Om du har fått meddelandet av misstag, vänligen meddela avsändaren och radera det.",
            "Informationen i detta e-postmeddelande är endast avsedd för adressaten. Om du inte är rätt mottagare är det förbjudet att kopiera eller sprida innehållet.",
        ),
        "mobile": (
            ("Skickat från min iPhone", "Hämta Outlook för iOS<https://aka.ms/o0ukef>"),
            ("Skickat från min Galaxy", "Skickat från Outlook för Android", "Skickades från min Samsung"),
        ),
        "gmail": (
            "Den mån 5 jan. 2026 kl 10:12 skrev {name} <{addr}>:",
            "tors 12 feb. 2026 kl. 16:40 skrev {name} <{addr}>:",
        ),
        "apple": ("5 jan. 2026 kl. 10:12 skrev {name} <{addr}>:", "> 12 feb. 2026 kl. 16:40 skrev {name} <{addr}>:"),
        "thunderbird": (
            "Den 2026-01-05 kl. 10:12, skrev {name}:",
            "Den 2026-02-12 kl. 16:40, skrev {name} via Bright Roof:",
        ),
        "yahoo": (
            "Den måndag 5 januari 2026 10:12:33 CET skrev {name} <{addr}>:",
            "Den torsdag 12 februari 2026 16:40:02 CET, {name} <{addr}> skrev:",
        ),
        "labels": ("Från", "Skickat", "Till", "Kopia", "Ämne"),
        "date": ("den 5 januari 2026 10:12", "den 12 februari 2026 16:40"),
        "original": "Ursprungligt meddelande",
        "begin": "Vidarebefordrat brev:",
        "forwarded": "Vidarebefordrat meddelande",
        "answers": (("40 personer.", "I mars, om priset är rätt."), ("Ja, båda kontoren.", "Nej, hellre mejl.")),
        "questions": (
            ("Hur många arbetar med det?", "När vill ni börja?"),
            ("Är det för båda kontoren?", "Får jag ringa?"),
        ),
        "forward": (("Kan du ta den här, Al?",), ("För kännedom, kolla gärna.",)),
    },
    "da": {
        "reply": (
            (
                "Hej Sam,\n\nTirsdag kl. 15 passer fint. Kan du sende en invitation?",
                "Ikke interesseret, tak.",
                "Vi har allerede en leverandør.\n\nMen hvad ville det koste for 40 pladser? Og hvor lang er bindingen?",
            ),
            (
                "Hej Nora,\n\nJeg er på ferie til den 14., lad os tales ved bagefter. Mit nummer er +45 55 50 01 43.",
                "Vær venlig at fjerne mig fra listen.",
                "Det lyder spændende! Et par spørgsmål:\n\n- pris for 3 kontorer\n- løbetid\n- referencer i Aarhus\n\nTorsdag har jeg tid.",
            ),
        ),
        "signature": (
            ("Med venlig hilsen\n\nJo Lead\nDriftschef\nLead ApS\nTlf. +45 55 50 01 07\nwww.lead.example", "Mvh\nJo"),
            (
                "De bedste hilsner\nKim Ortega\nPartner | Ortega & Partnere\nMøllegade 14, 8000 Aarhus C\nMobil 20 55 01 23",
                "Hilsen\nKim",
            ),
        ),
        "outreach": (
            "Hej Jo,\n\nVi hjælper tagdækkere med at svare på hver henvendelse inden for et minut. Passer mandag kl. 9?\n\nHilsen\nSam\n\nØnsker du ikke flere mails, så klik her for at afmelde: https://acme.example/u/1",
            "Hej Kim,\n\nTillykke med det andet kontor. Firmaer som jeres sparer ti timer om ugen. Har du tid torsdag kl. 11.30?\n\nNora Quist\nBright Roof\n\nAfmeld | Indstillinger",
        ),
        "disclaimer": (
            "Denne e-mail er fortrolig og kun beregnet for modtageren. Hvis du har modtaget denne e-mail ved en fejl, bedes du underrette afsenderen og slette den.",
            "Indholdet af denne mail er alene til brug for adressaten. Er du ikke rette modtager, er enhver kopiering eller videregivelse ikke tilladt.",
        ),
        "mobile": (
            ("Sendt fra min iPhone", "Hent Outlook til iOS<https://aka.ms/o0ukef>"),
            ("Sendt fra min Galaxy", "Sendt fra Outlook til Android", "Sendt fra min Samsung Mobil"),
        ),
        "gmail": (
            "Den man. 5. jan. 2026 kl. 10.12 skrev {name} <{addr}>:",
            "tor. 12. feb. 2026 kl. 16.40 skrev {name} <{addr}>:",
        ),
        "apple": (
            "Den 5. jan. 2026 kl. 10.12 skrev {name} <{addr}>:",
            "> Den 12. feb. 2026 kl. 16.40 skrev {name} <{addr}>:",
        ),
        "thunderbird": (
            "Den 05.01.2026 kl. 10.12 skrev {name}:",
            "Den 12.02.2026 kl. 16.40 skrev {name} via Bright Roof:",
        ),
        "yahoo": (
            "Den mandag den 5. januar 2026 10.12.33 CET skrev {name} <{addr}>:",
            "Den torsdag den 12. februar 2026 16.40.02 CET, {name} <{addr}> skrev:",
        ),
        "labels": ("Fra", "Sendt", "Til", "Cc", "Emne"),
        "date": ("5. januar 2026 10:12", "12. februar 2026 16:40"),
        "original": "Oprindelig meddelelse",
        "begin": "Start på videresendt besked:",
        "forwarded": "Videresendt meddelelse",
        "answers": (
            ("40 personer.", "I marts, hvis prisen er rigtig."),
            ("Ja, begge kontorer.", "Nej, helst på mail."),
        ),
        "questions": (
            ("Hvor mange arbejder med det?", "Hvornår vil I begynde?"),
            ("Er det til begge kontorer?", "Må jeg ringe?"),
        ),
        "forward": (("Kan du tage den her, Al?",), ("Til orientering, se lige på det.",)),
    },
    "fi": {
        "reply": (
            (
                "Hei Sam,\n\nTiistai klo 15 sopii hyvin. Voitko lähettää kutsun?",
                "Ei kiinnosta, kiitos.",
                "Meillä on jo toimittaja.\n\nPaljonko se maksaisi 40 käyttäjälle? Ja kuinka pitkä sopimus on?",
            ),
            (
                "Hei Nora,\n\nOlen lomalla 14. päivään asti, puhutaan sen jälkeen. Numeroni on +358 9 555 0143.",
                "Poistakaa minut listalta.",
                "Kuulostaa hyvältä! Muutama kysymys:\n\n- hinta 3 toimistolle\n- sopimuksen kesto\n- referenssejä Tampereelta\n\nTorstaina minulla on aikaa.",
            ),
        ),
        "signature": (
            (
                "Ystävällisin terveisin\n\nJo Lead\nOperatiivinen johtaja\nLead Oy\nPuh. +358 9 555 0107\nwww.lead.example",
                "Terveisin\nJo",
            ),
            (
                "Parhain terveisin,\nKim Ortega\nOsakas | Ortega & Kumppanit\nMyllykatu 14, 33100 Tampere\nGSM 040 555 0123",
                "T. Kim",
            ),
        ),
        "outreach": (
            "Hei Jo,\n\nAutamme kattoyrityksiä vastaamaan jokaiseen yhteydenottoon minuutissa. Sopisiko maanantai klo 9?\n\nTerveisin\nSam\n\nJos et halua enää viestejä, peruuta tilaus tästä: https://acme.example/u/1",
            "Hei Kim,\n\nOnnea toisesta toimistosta. Teidän kaltaisenne yritykset säästävät kymmenen tuntia viikossa. Onko sinulla aikaa torstaina klo 11.30?\n\nNora Quist\nBright Roof\n\nPeruuta tilaus | Asetukset",
        ),
        "disclaimer": (
            "Tämä viesti on luottamuksellinen ja tarkoitettu vain vastaanottajalle. Jos olet saanut viestin vahingossa, ilmoita siitä lähettäjälle ja poista viesti.",
            "Viestin sisältämät tiedot on tarkoitettu ainoastaan sen vastaanottajan käyttöön. Tietojen luvaton kopioiminen tai levittäminen on kielletty.",
        ),
        "mobile": (
            ("Lähetetty iPhonesta", "Hanki Outlook for iOS<https://aka.ms/o0ukef>"),
            ("Lähetetty Galaxysta", "Lähetetty Outlook for Androidista", "Lähetetty Samsung-laitteesta"),
        ),
        "gmail": (
            "ma 5. tammik. 2026 klo 10.12 {name} ({addr}) kirjoitti:",
            "to 12. helmik. 2026 klo 16.40 {name} <{addr}> kirjoitti:",
        ),
        "apple": (
            "{name} <{addr}> kirjoitti 5.1.2026 kello 10.12:",
            "> {name} <{addr}> kirjoitti 12.2.2026 kello 16.40:",
        ),
        "thunderbird": (
            "{name} kirjoitti 5.1.2026 klo 10.12:",
            "{name} via Bright Roof kirjoitti 12.2.2026 klo 16.40:",
        ),
        "yahoo": (
            "maanantaina 5. tammikuuta 2026 klo 10.12.33 UTC+2 {name} <{addr}> kirjoitti:",
            "torstai 12. helmikuuta 2026 klo 16.40.02 UTC+2 {name} <{addr}> kirjoitti:",
        ),
        "labels": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Kopio", "Aihe"),
        "date": ("maanantai 5. tammikuuta 2026 10.12", "torstai 12. helmikuuta 2026 16.40"),
        "original": "Alkuperäinen viesti",
        "begin": "Välitetty viesti alkaa:",
        "forwarded": "Välitetty viesti",
        "answers": (
            ("40 henkilöä.", "Maaliskuussa, jos hinta on kohdallaan."),
            ("Kyllä, molemmat toimistot.", "Ei, mieluummin sähköpostilla."),
        ),
        "questions": (
            ("Kuinka moni sitä käyttää?", "Milloin haluaisitte aloittaa?"),
            ("Onko tämä molemmille toimistoille?", "Saanko soittaa?"),
        ),
        "forward": (("Voitko hoitaa tämän, Al?",), ("Tiedoksi, katso tämä läpi.",)),
    },
    "cs": {
        "reply": (
            (
                "Dobrý den,\n\núterý v 15 hodin mi vyhovuje. Můžete poslat pozvánku?",
                "Nemám zájem, děkuji.",
                "Už máme dodavatele.\n\nKolik by to ale stálo pro 40 lidí? A jak dlouhá je smlouva?",
            ),
            (
                "Dobrý den, paní Quist,\n\njsem na dovolené do 14., ozvěte se potom. Moje číslo je +420 255 500 143.",
                "Prosím, vyřaďte mě ze seznamu.",
                "Zní to zajímavě! Pár otázek:\n\n- cena za 3 pobočky\n- délka smlouvy\n- reference v Brně\n\nVe čtvrtek mám čas.",
            ),
        ),
        "signature": (
            (
                "S pozdravem\n\nJo Lead\nProvozní ředitel\nLead s.r.o.\nTel. +420 255 500 107\nwww.lead.example",
                "Díky\nJo",
            ),
            (
                "S přátelským pozdravem,\nKim Ortega\nPartner | Ortega a partneři\nMlýnská 14, 602 00 Brno\nmob. 605 550 123",
                "Hezký den,\nKim",
            ),
        ),
        "outreach": (
            "Dobrý den,\n\npomáháme pokrývačům odpovědět na každou poptávku do minuty. Hodilo by se pondělí v 9?\n\nS pozdravem\nSam\n\nPokud si nepřejete další e-maily, klikněte zde pro odhlášení: https://acme.example/u/1",
            "Dobrý den,\n\ngratuluji k druhé kanceláři. Firmy jako vaše ušetří deset hodin týdně. Máte čas ve čtvrtek v 11:30?\n\nNora Quist\nBright Roof\n\nOdhlásit se | Nastavení",
        ),
        "disclaimer": (
            "Tato zpráva je důvěrná a určena pouze adresátovi. Pokud jste ji obdrželi omylem, informujte prosím odesílatele a zprávu smažte.",
            "Obsah tohoto e-mailu je určen výhradně uvedenému příjemci. Jakékoli neoprávněné kopírování nebo šíření je zakázáno.",
        ),
        "mobile": (
            ("Odesláno z iPhonu", "Získat Outlook pro iOS<https://aka.ms/o0ukef>"),
            ("Odesláno z mého zařízení Galaxy", "Odesláno z Outlooku pro Android", "Odesláno z aplikace Email.cz"),
        ),
        "gmail": (
            "po 5. 1. 2026 v 10:12 odesílatel {name} <{addr}> napsal:",
            "čt 12. 2. 2026 v 16:40 odesílatel {name} <{addr}> napsal:",
        ),
        "apple": ("5. 1. 2026 v 10:12, {name} <{addr}>:", "> 12. 2. 2026 v 16:40, {name} <{addr}>:"),
        "thunderbird": (
            "Dne 05. 01. 26 v 10:12 {name} napsal(a):",
            "Dne 12. 02. 26 v 16:40 {name} via Bright Roof napsal(a):",
        ),
        "yahoo": (
            "Dne pondělí 5. ledna 2026 10:12:33 SEČ, {name} <{addr}> napsal/a:",
            "Dne čtvrtek 12. února 2026 16:40:02 SEČ, {name} <{addr}> napsala:",
        ),
        "labels": ("Od", "Odesláno", "Komu", "Kopie", "Předmět"),
        "date": ("pondělí 5. ledna 2026 10:12", "čtvrtek 12. února 2026 16:40"),
        "original": "Původní zpráva",
        "begin": "Začátek přeposílané zprávy:",
        "forwarded": "Přeposlaná zpráva",
        "answers": (("40 lidí.", "V březnu, pokud bude dobrá cena."), ("Ano, obě kanceláře.", "Ne, raději e-mailem.")),
        "questions": (
            ("Kolik lidí s tím pracuje?", "Kdy chcete začít?"),
            ("Je to pro obě kanceláře?", "Mohu zavolat?"),
        ),
        "forward": (("Můžeš si to vzít, Al?",), ("Na vědomí, prosím podívej se.",)),
    },
}
