# ruff: noqa: E501 - a table of cases
"""What people write about themselves and about others, written and labelled without looking at what the reader makes of it.

The figures of the first scoring are in docs/extraction.md. `medium | country | sender | text | wanted`; `¬` is a new line,
`¦` a bar. A mail is cleaned first, as every mail is: quoted text is in the rows. `wanted` is all that is worth knowing, `-`
nothing; the writer's own address is neither. `name?` may be found, and need not.
"""

ROWS = """
sms | US | +12025550101 | try my cell 202-555-0143 | phone:+12025550143
sms | US | +12025550101 | 2025550144 is better to reach me at | phone:+12025550144
sms | US | +12025550101 | my wife handles that, her number is 202 555 0145 | delegate:+12025550145
sms | US | +12025550101 | jo at acme dot example | email:jo@acme.example
sms | US | +12025550101 | email me jo (at) acme (dot) example | email:jo@acme.example
sms | US | +12025550101 | jo [at] acme [dot] example works best | email:jo@acme.example
sms | US | +12025550101 | I'm at the shop at 5 | -
sms | US | +12025550101 | we are at acme dot example if you look online | -
sms | US | +12025550101 | J.O.Smith@Acme.Example | email:j.o.smith@acme.example
sms | US | +12025550101 | calendly.com/jo-smith/30min | link:https://calendly.com/jo-smith/30min
sms | US | +12025550101 | (202)5550146 after 5pm | phone:+12025550146
sms | US | +12025550101 | +12025550147 whatsapp | phone:+12025550147
sms | US | +12025550101 | order 2025550148 is late | -
sms | US | +12025550101 | zip 20255 and lot 5550149 | -
sms | US | +12025550101 | It's $202,555 all in | -
sms | US | +12025550101 | 555-0143 is the store | -
sms | US | +12025550101 | ask for Bev at 617.555.0119 | phone:+16175550119
sms | US | +12025550101 | I paid with card ending 4242 4242 4242 4242 | -
sms | US | +12025550101 | My SSN is 078-05-1120 why | -
sms | US | +12025550101 | 1 (800) 555-0199 ext 44 | phone:+18005550199
sms | US | +12025550101 | I texted 212-555-0199 before | -
sms | GB | +447700900001 | ring 07700 900 456 | phone:+447700900456
sms | GB | +447700900001 | 01632 960 123 is the office | phone:+441632960123
sms | GB | +447700900001 | 020 7946 0991 pls | phone:+442079460991
sms | GB | +447700900001 | 0161 496 0345 ask for dave | phone:+441614960345
sms | GB | +447700900001 | my reg is AB12 CDE, policy 07700900456 | -
sms | GB | +447700900001 | sort code 20-00-00 acc 12345678 | -
sms | GB | +447700900001 | speak to my boss Tariq on 07700 900457 | delegate:+447700900457
sms | DE | +491713920001 | Rufen Sie besser 0171 3920055 an | phone:+491713920055
sms | DE | +491713920001 | meine Nummer im Büro: 030 23125 123 | phone:+493023125123
sms | DE | +491713920001 | Kundennummer 0171392005 | -
sms | DE | +491713920001 | jo Punkt meier at beispiel Punkt example | email:jo.meier@beispiel.example
sms | FR | +33639980001 | mon fixe 01 99 00 12 34 | phone:+33199001234
sms | FR | +33639980001 | joignable au 06.39.98.45.67 | phone:+33639984567
sms | FR | +33639980001 | commande 0639984567 | -
sms | FR | +33639980001 | jo arobase exemple point example | email:jo@exemple.example
sms | ES | +34600000001 | llámame al 612 345 679 | phone:+34612345679
sms | ES | +34600000001 | mi fijo es 91 234 56 78 | phone:+34912345678
sms | ES | +34600000001 | DNI 12345678Z | -
sms | ES | +34600000001 | jo arroba ejemplo punto example | email:jo@ejemplo.example
sms | IT | +393200000001 | chiamami al 347 555 0123 | phone:+393475550123
sms | IT | +393200000001 | fisso 06 6982 1234 | phone:+390669821234
sms | IT | +393200000001 | partita iva 01234567890 | -
sms | PT | +351910000001 | liga-me para o 913 456 789 | phone:+351913456789
sms | PT | +351910000001 | NIF 213456789 | -
sms | NL | +31612345601 | bel me op 06 12 34 56 78 | phone:+31612345678
sms | NL | +31612345601 | kantoor 020 123 4567 | phone:+31201234567
sms | NL | +31612345601 | KvK 12345678 | -
sms | PL | +48512000001 | proszę dzwonić 512-345-678 | phone:+48512345678
sms | PL | +48512000001 | NIP 5123456789 | -
sms | SE | +46701740601 | ring 070-174 06 05 | phone:+46701740605
sms | SE | +46701740601 | orgnr 556677-8899 | -
sms | DK | +4520123401 | ring til mig på 20 12 34 56 | phone:+4520123456
sms | DK | +4520123401 | CVR 12345678 | -
sms | NO | +4740612301 | ring meg på 406 12 345 | phone:+4740612345
sms | NO | +4740612301 | org.nr 912 345 678 | -
sms | FI | +358401234501 | soita 040 1234567 | phone:+358401234567
sms | CZ | +420601000001 | zavolejte 601 234 567 | phone:+420601234567
sms | CZ | +420601000001 | IČO 12345678 | -
sms | AT | +436601234501 | ruf mich an: 0660 1234567 | phone:+436601234567
sms | CH | +41781234501 | Tel. 078 123 45 67 | phone:+41781234567
sms | IE | +353851234501 | call me on 085 123 4567 | phone:+353851234567
sms | AU | +61491570001 | mob 0491 570 006 | phone:+61491570006
sms | AU | +61491570001 | ABN 51 824 753 556 | -
sms | NZ | +64211234501 | ring me 021 123 4567 | phone:+64211234567
sms | BR | +5511961234501 | me liga no (11) 96123-4567 | phone:+5511961234567
sms | BR | +5511961234501 | CNPJ 12.345.678/0001-95 | -
sms | BR | +5511961234501 | CPF 123.456.789-09 | -
sms | IN | +919876543201 | call 98765 43210 | phone:+919876543210
sms | ZA | +27821234501 | phone me on 082 123 4567 | phone:+27821234567
sms | US | +12025550101 | See https://linkedin.com/in/jo-smith-123 | linkedin:jo-smith-123
sms | US | +12025550101 | https://www.linkedin.com/company/acme | -
sms | US | +12025550101 | is this you? linkedin.com/in/your-rep | -
sms | US | +12025550101 | cal.com/jo/intro | link:https://cal.com/jo/intro
sms | US | +12025550101 | book with me https://book.acme.example/jo | link:https://book.acme.example/jo
sms | US | +12025550101 | grab a slot: https://meet.acme.example/jo-smith | link:https://meet.acme.example/jo-smith
sms | US | +12025550101 | our prices: https://acme.example/pricing | -
sms | US | +12025550101 | saw https://calendly.com/ours/30min already | -
mail | US | dana.reed@acme.example | Sounds good.¬¬Best,¬Dana Reed¬VP Operations, Acme Foods¬(202) 555-0131 | phone:+12025550131; name:Dana Reed
mail | US | dana.reed@acme.example | Sure.¬¬--¬Dana Reed ¦ Head of Ops¬O: 202-555-0132 ¦ M: 202-555-0133 ¦ F: 202-555-0134¬www.acme.example | phone:+12025550132; phone:+12025550133; name:Dana Reed
mail | US | dana.reed@acme.example | Yes please¬¬On Mon, Oct 19, 2026 at 8:00 AM Team <team@ours.example> wrote:¬> Call us at 415-555-0188¬> calendly.com/someone/30min | -
mail | US | dana.reed@acme.example | Please talk to my colleague Priya Nair (priya.nair@acme.example), she owns this. | delegate:priya.nair@acme.example
mail | US | dana.reed@acme.example | Please talk to Priya, priya@acme.example or 202-555-0135. | delegate:priya@acme.example
mail | US | dana.reed@acme.example | I'm no longer at Acme. Contact lee.wong@acme.example instead. | delegate:lee.wong@acme.example
mail | US | dana.reed@acme.example | Best to reach me at my personal address dana.r@home.example | email:dana.r@home.example
mail | US | dana.reed@acme.example | cc'ing my boss mark@acme.example for visibility | -
mail | US | dana.reed@acme.example | Looping in Sam Ortiz (sam@acme.example) who handles procurement. | delegate:sam@acme.example
mail | US | dana.reed@acme.example | Send invoices to billing@acme.example | -
mail | US | dana.reed@acme.example | Write to dana [dot] reed [at] side [dot] example | email:dana.reed@side.example
mail | US | dana.reed@acme.example | dana AT side DOT example | email:dana@side.example
mail | US | dana.reed@acme.example | My handle is @danareed, meet me at noon. | -
mail | US | dana.reed@acme.example | Find me here: https://www.linkedin.com/in/dana-reed-0a1b2c/?trk=abc | linkedin:dana-reed-0a1b2c
mail | US | dana.reed@acme.example | Our page: https://www.linkedin.com/company/acme-foods/ | -
mail | US | dana.reed@acme.example | Interesting post https://www.linkedin.com/posts/dana-reed_activity-123 | -
mail | US | dana.reed@acme.example | Thanks¬¬Dana Reed¬linkedin.com/in/danareed¬Book time: https://calendly.com/danareed/15min | linkedin:danareed; link:https://calendly.com/danareed/15min; name?
mail | US | dana.reed@acme.example | https://meetings.hubspot.com/dana-reed | link:https://meetings.hubspot.com/dana-reed
mail | US | dana.reed@acme.example | https://calendar.app.google/AbCdEf123 | link:https://calendar.app.google/AbCdEf123
mail | US | dana.reed@acme.example | Pick a time: https://savvycal.com/dana/chat | link:https://savvycal.com/dana/chat
mail | US | dana.reed@acme.example | Pick a time: https://dana.youcanbook.me | link:https://dana.youcanbook.me
mail | US | dana.reed@acme.example | https://outlook.office365.com/owa/calendar/Acme@acme.example/bookings/ | link:https://outlook.office365.com/owa/calendar/Acme@acme.example/bookings/
mail | US | dana.reed@acme.example | You can schedule with me at https://schedule.acme.example/dana | link:https://schedule.acme.example/dana
mail | US | dana.reed@acme.example | Book a meeting with me: https://acme.example/book/dana | link:https://acme.example/book/dana
mail | US | dana.reed@acme.example | We wrote a book, see https://acme.example/book | -
mail | US | dana.reed@acme.example | Our booking engine: https://acme.example/bookings/api-docs is broken | -
mail | US | dana.reed@acme.example | Read our calendar of events https://events.acme.example/october | -
mail | US | dana.reed@acme.example | https://calendly.com/pricing is what we pay today | -
mail | US | dana.reed@acme.example | Invoice 4155550188 attached, PO 202-555-0136 | -
mail | US | dana.reed@acme.example | Tracking: 1Z 202 555 0137 | -
mail | US | dana.reed@acme.example | Call our support line? I did: 212-555-0199. | -
mail | US | dana.reed@acme.example | Wire to routing 021000021 account 2025550138 | -
mail | US | dana.reed@acme.example | Ok¬¬Sent from my iPhone | -
mail | US | dana.reed@acme.example | My direct line: 202.555.0139, cell 202.555.0140 | phone:+12025550139; phone:+12025550140
mail | US | dana.reed@acme.example | Dial +1-202-555-0141,,123456# | phone:+12025550141
mail | US | dana.reed@acme.example | Join Zoom: https://zoom.us/j/98765432101 Meeting ID: 987 6543 2101 Passcode: 202555 | -
mail | US | dana.reed@acme.example | Dial by your location +1 646 555 0100 US (New York) Meeting ID: 987 6543 2101 | -
mail | US | dreed@acme.example | Ok, thanks!¬¬D. Reed | name?
mail | US | info@acme.example | Fine.¬¬Best regards,¬The Acme Team | -
mail | US | jsmith@acme.example | Will do.¬¬Thanks,¬John Smith III¬Owner | name:John Smith III
mail | US | maria@acme.example | Yes.¬¬Cheers,¬María José García-López¬CFO | name:María José García-López
mail | US | okonkwo@acme.example | Fine.¬¬Regards,¬Chidi Okonkwo | name:Chidi Okonkwo
mail | US | nguyen.anh@acme.example | Fine.¬¬Regards,¬Nguyễn Thị Ánh | name:Nguyễn Thị Ánh
mail | US | tanaka@acme.example | Fine.¬¬Best,¬Hiroshi Tanaka | name:Hiroshi Tanaka
mail | US | oreilly@acme.example | Fine.¬¬Best,¬Siobhán O'Reilly | name:Siobhán O'Reilly
mail | US | vandenberg@acme.example | Fine.¬¬Best,¬Jan van den Berg | name:Jan van den Berg
mail | US | alsaud@acme.example | Fine.¬¬Best,¬Fatima al-Saud | name:Fatima al-Saud
mail | US | macdonald@acme.example | Fine.¬¬Best,¬Ewan MacDonald | name:Ewan MacDonald
mail | US | lee@acme.example | Fine.¬¬Best,¬Lee | name?
mail | US | p.sharma@acme.example | Fine.¬¬Warm regards,¬Dr. Priya Sharma, PhD | name:Priya Sharma
mail | US | kim@acme.example | Fine.¬¬Best,¬KIM Min-jun | name:KIM Min-jun
mail | US | zhang.wei@acme.example | Fine.¬¬Best,¬Wei (David) Zhang | name?
mail | US | johnsmith@acme.example | Fine.¬¬Best,¬JOHN SMITH¬CEO | name:JOHN SMITH
mail | US | anna@acme.example | Fine.¬¬Best,¬Anna Müller (she/her)¬Acme | name:Anna Müller
mail | US | bob@acme.example | Fine.¬¬Best,¬Customer Success Team | -
mail | US | bob@acme.example | Fine.¬¬Best,¬Acme Robotics | -
mail | US | bob@acme.example | Fine.¬¬Best Regards¬Bob Stone¬Stone Plumbing & Heating LLC¬100 Main Street, Springfield¬Lic. 2025550142 | name:Bob Stone
mail | GB | tom.hale@hale.example | Yes.¬¬Kind regards,¬Tom Hale¬T: 01632 960 222¬M: 07700 900 222¬Registered in England No. 07700900 VAT GB123456789 | phone:+441632960222; phone:+447700900222; name:Tom Hale
mail | GB | tom.hale@hale.example | I'm away until Monday. For urgent matters contact Gwen Price on 01632 960333 or gwen.price@hale.example. | delegate:gwen.price@hale.example
mail | GB | tom.hale@hale.example | Tel +44 (0) 1632 960 444 | phone:+441632960444
mail | GB | tom.hale@hale.example | Tel 0044 1632 960 445 | phone:+441632960445
mail | GB | tom.hale@hale.example | My assistant Fiona (fiona@hale.example) looks after my diary | delegate:fiona@hale.example
mail | GB | tom.hale@hale.example | please take tom@hale.example off, use tom.hale@hale.example | -
mail | GB | tom.hale@hale.example | Our invoice no. 01632 960446 is unpaid | -
mail | DE | j.weber@weber.example | Gern.¬¬Mit freundlichen Grüßen¬Jörg Weber¬Geschäftsführer¬Weber Dachbau GmbH¬Tel.: 030 23125-456¬Fax: 030 23125-457¬Mobil: 0171 39200 56¬HRB 12345, USt-IdNr. DE123456789 | phone:+493023125456; phone:+491713920056; name:Jörg Weber
mail | DE | j.weber@weber.example | Bitte wenden Sie sich an meine Kollegin Anja Kühn, anja.kuehn@weber.example. | delegate:anja.kuehn@weber.example
mail | DE | j.weber@weber.example | Zuständig ist Herr Brandt (brandt@weber.example, 030 23125 458). | delegate:brandt@weber.example
mail | DE | j.weber@weber.example | Sie erreichen mich unter j.weber (at) privat.example | email:j.weber@privat.example
mail | DE | j.weber@weber.example | Meine Mail: jw(ät)privat(punkt)example | email:jw@privat.example
mail | DE | j.weber@weber.example | IBAN DE02 1203 0000 0000 2020 51, BIC BYLADEM1001 | -
mail | DE | j.weber@weber.example | Durchwahl -46 | -
mail | DE | j.weber@weber.example | Ich bin im Urlaub, Vertretung: Lena Roth, Tel. 030 23125 459 | delegate:+493023125459
mail | DE | k.grosse@weber.example | Danke!¬¬Viele Grüße¬i. A. Katrin Große-Böhm | name:Katrin Große-Böhm
mail | DE | von.stein@weber.example | Ok¬¬VG¬Friedrich Freiherr von Stein | name?
mail | DE | j.weber@weber.example | Termin buchen: https://outlook.office.com/bookwithme/user/abc123 | link:https://outlook.office.com/bookwithme/user/abc123
mail | DE | j.weber@weber.example | Buchen Sie hier einen Termin mit mir: https://termin.weber.example/joerg | link:https://termin.weber.example/joerg
mail | FR | c.dubois@dubois.example | D'accord.¬¬Cordialement,¬Claire Dubois¬Directrice¬Tél. : 01 99 00 45 67¬Port. : 06 39 98 11 22¬SIRET 123 456 789 00012 | phone:+33199004567; phone:+33639981122; name:Claire Dubois
mail | FR | c.dubois@dubois.example | Contactez ma collègue Inès Faure : ines.faure@dubois.example | delegate:ines.faure@dubois.example
mail | FR | c.dubois@dubois.example | Veuillez vous adresser à M. Petit au 01 99 00 45 68 | delegate:+33199004568
mail | FR | c.dubois@dubois.example | Mon mail perso : claire@perso.example | email:claire@perso.example
mail | FR | c.dubois@dubois.example | Mon profil https://fr.linkedin.com/in/claire-dubois-75 | linkedin:claire-dubois-75
mail | FR | c.dubois@dubois.example | Facture n° 0199004569 | -
mail | FR | c.dubois@dubois.example | Prenez rendez-vous : https://rdv.dubois.example/claire | link:https://rdv.dubois.example/claire
mail | FR | jm.leroy@dubois.example | Oui¬¬Bien à vous,¬Jean-Michel Le Roy | name:Jean-Michel Le Roy
mail | ES | l.romero@romero.example | Perfecto.¬¬Un saludo,¬Lucía Romero Vidal¬Tel. 91 234 56 79¬Móvil 612 345 680¬CIF B12345678 | phone:+34912345679; phone:+34612345680; name:Lucía Romero Vidal
mail | ES | l.romero@romero.example | Hable con mi compañero Pablo: pablo@romero.example | delegate:pablo@romero.example
mail | ES | l.romero@romero.example | Puede llamarme al +34 612 34 56 81 | phone:+34612345681
mail | ES | l.romero@romero.example | Reserva aquí: https://reservas.romero.example/lucia | link:https://reservas.romero.example/lucia
mail | ES | l.romero@romero.example | pedido 612345682 | -
mail | IT | g.conti@conti.example | Va bene.¬¬Cordiali saluti¬Giulia Conti¬Cell. 347 555 0124¬Tel. 02 5550 1234¬P.IVA 01234567891 | phone:+393475550124; phone:+390255501234; name:Giulia Conti
mail | IT | g.conti@conti.example | Può contattare il mio collega Marco Riva (marco.riva@conti.example) | delegate:marco.riva@conti.example
mail | IT | g.conti@conti.example | Mi scriva a giulia chiocciola casa punto example | email:giulia@casa.example
mail | IT | dellacorte@conti.example | Ok¬¬Saluti,¬Dott.ssa Elena Della Corte | name:Elena Della Corte
mail | PT | r.silva@silva.example | Certo.¬¬Cumprimentos,¬Rui Silva¬Telm. 913 456 780¬NIF 213456780 | phone:+351913456780; name:Rui Silva
mail | PT | r.silva@silva.example | Fale com a minha colega Ana Sousa, ana.sousa@silva.example | delegate:ana.sousa@silva.example
mail | NL | p.devries@vries.example | Prima.¬¬Met vriendelijke groet,¬Pieter de Vries¬T 020 123 4568¬M 06 12345679¬KvK 12345679 | phone:+31201234568; phone:+31612345679; name:Pieter de Vries
mail | NL | p.devries@vries.example | Neem contact op met mijn collega Sanne Bos: sanne@vries.example | delegate:sanne@vries.example
mail | PL | a.nowak@nowak.example | Dobrze.¬¬Pozdrawiam,¬Agnieszka Nowak¬tel. 22 555 12 34¬kom. 512 345 679¬NIP 5123456780 | phone:+48225551234; phone:+48512345679; name:Agnieszka Nowak
mail | PL | a.nowak@nowak.example | Proszę o kontakt z Janem Kowalskim: jan.kowalski@nowak.example | delegate:jan.kowalski@nowak.example
mail | SE | e.lind@lind.example | Bra.¬¬Med vänliga hälsningar,¬Elin Lind¬Mobil: 070-174 06 06 | phone:+46701740606; name:Elin Lind
mail | SE | e.lind@lind.example | Kontakta min kollega Oskar Åberg, oskar.aberg@lind.example | delegate:oskar.aberg@lind.example
mail | DK | m.holm@holm.example | Fint.¬¬Med venlig hilsen¬Mette Holm¬Tlf. 20 12 34 57¬CVR 12345679 | phone:+4520123457; name:Mette Holm
mail | NO | k.berg@berg.example | Greit.¬¬Med vennlig hilsen¬Kari Berg¬Mob: 406 12 346 | phone:+4740612346; name:Kari Berg
mail | FI | l.virtanen@virtanen.example | Selvä.¬¬Ystävällisin terveisin¬Leena Virtanen¬puh. 040 1234568 | phone:+358401234568; name:Leena Virtanen
mail | CZ | p.novak@novak.example | Dobře.¬¬S pozdravem¬Petr Novák¬mobil 601 234 568 | phone:+420601234568; name:Petr Novák
mail | TR | a.yilmaz@yilmaz.example | Tamam.¬¬Saygılarımla¬Ayşe Yılmaz¬0532 123 45 67 | phone:+905321234567; name:Ayşe Yılmaz
mail | AT | h.gruber@gruber.example | Passt.¬¬LG¬Hannes Gruber¬+43 660 1234568 | phone:+436601234568; name:Hannes Gruber
mail | CH | u.keller@keller.example | Gut.¬¬Freundliche Grüsse¬Urs Keller¬Tel 044 555 12 34 | phone:+41445551234; name:Urs Keller
mail | AU | k.doyle@doyle.example | No worries.¬¬Cheers,¬Kirra Doyle¬m 0491 570 157 ¦ w 02 5550 1234 | phone:+61491570157; phone:+61255501234; name:Kirra Doyle
mail | BR | t.lima@lima.example | Ok.¬¬Abraço,¬Thiago Lima¬Cel: (11) 96123-4568 | phone:+5511961234568; name:Thiago Lima
mail | IE | a.byrne@byrne.example | Grand.¬¬Thanks,¬Aoife Byrne¬085 123 4568 | phone:+353851234568; name:Aoife Byrne
mail | US | dana.reed@acme.example | Thanks but no.¬¬Dana¬¬From: Rep <rep@ours.example>¬Sent: Monday¬To: Dana¬Subject: Hi¬¬Call me 415-555-0150, linkedin.com/in/rep | -
mail | US | dana.reed@acme.example | ok¬¬-----Original Message-----¬From: rep@ours.example¬My cell is 415-555-0151 | -
mail | DE | j.weber@weber.example | Nein danke.¬¬Am 20.10.2026 um 10:00 schrieb Team <team@ours.example>:¬> Rufen Sie mich an: 030 23125 999 | -
mail | FR | c.dubois@dubois.example | Non merci.¬¬Le lun. 19 oct. 2026 à 10:00, Team <team@ours.example> a écrit :¬> Mon numéro : 01 99 00 99 99 | -
mail | ES | l.romero@romero.example | No gracias.¬¬El lun, 19 oct 2026 a las 10:00, Team <team@ours.example> escribió:¬> Mi móvil 612 999 999 | -
mail | US | dana.reed@acme.example | Is team@ours.example still your address? And +1 212 555 0199 your number? | -
mail | US | dana.reed@acme.example | I called (212) 555-0199 twice | -
mail | US | dana.reed@acme.example | https://calendly.com/ours/60min has no slots | -
li | US | ACoAAA1 | Email me: jo.park@park.example | email:jo.park@park.example
li | US | ACoAAA1 | reach me at jo.park at gmail dot com | email:jo.park@gmail.com
li | US | ACoAAA1 | My number is 202-555-0152 | phone:+12025550152
li | US | ACoAAA1 | connect with Mia Lopez linkedin.com/in/mialopez, she decides | -
li | US | ACoAAA1 | my profile: www.linkedin.com/in/jo-park/ | linkedin:jo-park
li | US | ACoAAA1 | here's my calendar https://calendly.com/jopark | link:https://calendly.com/jopark
li | US | ACoAAA1 | talk to Mia at mia@park.example, she owns this | delegate:mia@park.example
li | DE | ACoAAA1 | Meine Nummer: +49 171 3920057 | phone:+491713920057
voice | US | +12025550101 | User: my number is two oh two five five five oh one five three | phone:+12025550153
voice | US | +12025550101 | User: it's dana dot reed at acme dot example | email:dana.reed@acme.example
voice | US | +12025550101 | AI: our number is 415 555 0199¬User: ok thanks | -
voice | GB | +447700900001 | User: oh seven seven double oh nine hundred four five six | -
voice | DE | +491713920001 | User: null eins sieben eins drei neun zwei null null fünf acht | phone:+491713920058
voice | FR | +33639980001 | User: zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre | phone:+33639981234
voice | ES | +34600000001 | User: seis uno dos tres cuatro cinco seis ocho tres | phone:+34612345683
voice | US | +12025550101 | User: I have been there for twenty years and paid two hundred | -
sms | US | +12025550101 | 10/21/2026 10:30 | -
sms | US | +12025550101 | 2026-10-21 1030 works | -
sms | US | +12025550101 | 192.168.1.100 | -
sms | US | +12025550101 | lat 40.712776, long -74.005974 | -
sms | US | +12025550101 | code is 202555 | -
sms | US | +12025550101 | VIN 1HGCM82633A004352 | -
sms | US | +12025550101 | I live at 2025 Main St 55501 | -
sms | US | +12025550101 | We did 2,025,550,154 in sales | -
sms | US | +12025550101 | 20255501541234567 | -
sms | US | +12025550101 | check 1-202-555-0155 or 202-555-0156 | phone:+12025550155; phone:+12025550156
sms | US | +12025550101 | tel:+12025550157 | phone:+12025550157
sms | US | +12025550101 | jo@acme | -
sms | US | +12025550101 | @jo_smith on insta | -
sms | US | +12025550101 | jo@acme.example,sam@acme.example | email:jo@acme.example; email:sam@acme.example
sms | US | +12025550101 | <mailto:jo@acme.example> | email:jo@acme.example
sms | US | +12025550101 | my email's jo_smith+shop@acme.example. | email:jo_smith+shop@acme.example
sms | US | +12025550101 | noreply@acme.example sent me this | -
sms | US | +12025550101 | call my brother Al, 202-555-0158 | delegate:+12025550158
sms | US | +12025550101 | My manager Kim has to decide | -
sms | US | +12025550101 | please email kim@acme.example, she's the owner | delegate:kim@acme.example
mail | US | dana.reed@acme.example | Try 202 555 0159 (office) or 202 555 0160 (cell). | phone:+12025550159; phone:+12025550160
mail | US | dana.reed@acme.example | I'll pass this on to Robin Fox. | delegate:Robin Fox
mail | US | dana.reed@acme.example | Not me. The right person is Robin Fox, robin@acme.example. | delegate:robin@acme.example
mail | US | dana.reed@acme.example | Robin Fox <robin@acme.example> is who you want | delegate:robin@acme.example
mail | US | dana.reed@acme.example | You should be speaking to our IT lead at it.lead@acme.example | delegate:it.lead@acme.example
mail | US | dana.reed@acme.example | I left the team; my successor is Uma Patel (uma@acme.example, +1 202 555 0161) | delegate:uma@acme.example
mail | US | dana.reed@acme.example | Can you share the case study with Uma? | -
mail | US | dana.reed@acme.example | Did you talk to someone@competitor.example too? | -
mail | US | dana.reed@acme.example | Your mail to old@acme.example was forwarded to me | -
mail | DE | j.weber@weber.example | Ich leite das an Frau Sommer weiter. | delegate:Sommer
mail | DE | j.weber@weber.example | Bitte schreiben Sie an einkauf@weber.example | delegate:einkauf@weber.example
mail | FR | c.dubois@dubois.example | Je transmets à Paul Girard. | delegate:Paul Girard
mail | ES | l.romero@romero.example | Diríjase a compras@romero.example, por favor | delegate:compras@romero.example
mail | IT | g.conti@conti.example | Inoltro a Sara Greco (sara.greco@conti.example) | delegate:sara.greco@conti.example
mail | NL | p.devries@vries.example | Ik heb het doorgestuurd naar Bram Smit, bram@vries.example | delegate:bram@vries.example
mail | PL | a.nowak@nowak.example | Przekazuję do Ewy: ewa@nowak.example | delegate:ewa@nowak.example
mail | SE | e.lind@lind.example | Jag vidarebefordrar till Nils, nils@lind.example | delegate:nils@lind.example
mail | US | dana.reed@acme.example | Here is my new address: dana@newco.example. The old one stops working in May. | email:dana@newco.example
mail | US | dana.reed@acme.example | Sign up at https://app.acme.example/signup?ref=2025550162 | -
mail | US | dana.reed@acme.example | https://drive.google.com/file/d/1aBcD20255501639/view | -
mail | US | dana.reed@acme.example | See https://maps.google.com/?q=40.7127,-74.0059 | -
mail | US | dana.reed@acme.example | https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcalendly.com%2Fdana%2F20&data=05 | link:https://calendly.com/dana/20
mail | US | dana.reed@acme.example | https://calendly.com/app/settings | -
mail | US | dana.reed@acme.example | https://tidycal.com/dana/quick | link:https://tidycal.com/dana/quick
mail | US | dana.reed@acme.example | https://zcal.co/dana | link:https://zcal.co/dana
mail | US | dana.reed@acme.example | https://doodle.com/bp/dana/intro | link:https://doodle.com/bp/dana/intro
mail | US | dana.reed@acme.example | https://acme.setmore.com/dana | link:https://acme.setmore.com/dana
mail | US | dana.reed@acme.example | https://link.acme.example/widget/booking/abcDEF123 | link:https://link.acme.example/widget/booking/abcDEF123
mail | US | dana.reed@acme.example | https://www.youtube.com/watch?v=20255501641 | -
mail | US | dana.reed@acme.example | 1. First¬2. Second¬3. 2025550165 rows | -
mail | US | dana.reed@acme.example | Hours: 0800-1700, 52 weeks, 2019-2026 | -
mail | US | dana.reed@acme.example | Our fiscal 2025-2026 budget is 5,550,166 | -
mail | US | dana.reed@acme.example | The quote was 2025550167-B | -
mail | US | dana.reed@acme.example | DUNS 202555016, CAGE 1ABC2 | -
mail | US | dana.reed@acme.example | Part 2025-55-0168 is out of stock | -
mail | US | dana.reed@acme.example | phone number? I never gave you one | -
mail | US | dana.reed@acme.example | Don't call 202-555-0169 anymore, that's my ex-colleague's. | -
mail | US | dana.reed@acme.example | Who gave you 202-555-0170? | -
mail | US | dana.reed@acme.example | My old number was 202-555-0171; new one is 202-555-0172 | phone:+12025550172
mail | US | dana.reed@acme.example | Please stop emailing dana@oldco.example | -
mail | US | dana.reed@acme.example | Happy to chat.¬¬Dana Reed¬Acme ¦ 1 Market Sq, Floor 2¬p. 202.555.0173 e. dana.reed@acme.example w. acme.example | phone:+12025550173; name?
mail | US | dana.reed@acme.example | Great¬¬Regards¬Dana Reed, MBA¬Tel/WhatsApp: +1 202 555 0174 | phone:+12025550174; name:Dana Reed
mail | US | dana.reed@acme.example | Great¬¬Thx,¬Dana¬Assistant: Joan Kerr, 202-555-0175 | -
mail | US | mfernandez@acme.example | ok¬¬Best,¬Miguel Ángel Fernández de la Vega | name:Miguel Ángel Fernández de la Vega
mail | US | sven@acme.example | ok¬¬//Sven | name?
mail | US | wbjornsdottir@acme.example | ok¬¬Best,¬Þóra Björnsdóttir | name:Þóra Björnsdóttir
mail | US | ivanov@acme.example | ok¬¬Best regards,¬Иван Иванов | name:Иван Иванов
mail | US | lwang@acme.example | ok¬¬Best,¬王丽 | name?
mail | US | abdullah@acme.example | ok¬¬Best,¬Abdullah bin Rashid | name:Abdullah bin Rashid
mail | US | oyelaran@acme.example | ok¬¬Best,¬Adébáyọ̀ Oyelaran | name?
mail | US | st.claire@acme.example | ok¬¬Best,¬Renée St. Claire | name:Renée St. Claire
mail | US | iyer@acme.example | ok¬¬Best,¬S. R. Iyer | name?
mail | US | de.souza@acme.example | ok¬¬Best,¬João de Souza Filho | name:João de Souza Filho
mail | US | papadopoulos@acme.example | ok¬¬Best,¬Giorgos Papadopoulos | name:Giorgos Papadopoulos
mail | US | kowalczyk@acme.example | ok¬¬Best,¬Łukasz Kowalczyk | name:Łukasz Kowalczyk
mail | US | huynh@acme.example | ok¬¬Best,¬Huynh Van Minh¬Sales Manager | name:Huynh Van Minh
mail | US | purchasing@acme.example | ok¬¬Best,¬Purchasing Department | -
mail | US | dana.reed@acme.example | ok¬¬Best,¬Monday Morning Crew | -
mail | US | dana.reed@acme.example | ok¬¬Best,¬New York Office | -
mail | US | dana.reed@acme.example | ok¬¬Sent from Outlook for Android | -
mail | US | dana.reed@acme.example | ok¬¬Best,¬Dana Reed¬Confidential: this e-mail may contain 2025550176 | name:Dana Reed
"""

SECOND_ROWS = """
sms | US | +12025550101 | hit my personal line 202-555-0177 anytime | phone:+12025550177
sms | US | +12025550101 | no my number is 202-555-0178 | phone:+12025550178
sms | US | +12025550101 | don't text 202-555-0179 please | -
sms | US | +12025550101 | sam dot lee at gmail dot com | email:sam.lee@gmail.com
sms | US | +12025550101 | I'm based at the dot com office | -
sms | US | +12025550101 | his cell is 202-555-0180, he's my foreman | delegate:+12025550180
sms | US | +12025550101 | Schedule a call with me at https://cal.acme.example/sam | link:https://cal.acme.example/sam
sms | US | +12025550101 | I can't schedule anything, https://acme.example/calendar is down | -
sms | US | +12025550101 | ticket # 202-555-0181 | -
sms | US | +12025550101 | model 202-555-0182 in blue | -
sms | GB | +447700900001 | mobile's 07700 900 461 | phone:+447700900461
sms | DE | +491713920001 | nicht mehr unter 0171 3920061, sondern 0171 3920062 | phone:+491713920062
sms | DE | +491713920001 | meine Mail: jo.meier (at) beispiel.example | email:jo.meier@beispiel.example
sms | FR | +33639980001 | appelez plutôt le 06 39 98 22 33 | phone:+33639982233
sms | ES | +34600000001 | mi correo es ana arroba tienda punto example | email:ana@tienda.example
sms | PL | +48512000001 | mój numer 512 345 681 | phone:+48512345681
sms | AU | +61491570001 | 0491 570 158 is my mob | phone:+61491570158
mail | US | uma.patel@acme.example | Sounds good, talk soon.¬¬Best,¬Uma Patel (she/her)¬Director, Acme¬c: 202.555.0183 ¦ uma.patel@acme.example | phone:+12025550183; name:Uma Patel
mail | US | uma.patel@acme.example | Please loop in Raj Mehta, raj.mehta@acme.example, he signs off. | delegate:raj.mehta@acme.example
mail | US | uma.patel@acme.example | I handle this myself, raj@acme.example has nothing to do with it. | -
mail | US | uma.patel@acme.example | Wrong person. Try facilities: Lou Reyes, 202-555-0184, lou.reyes@acme.example | delegate:lou.reyes@acme.example
mail | US | uma.patel@acme.example | Here's my link: https://www.linkedin.com/in/umapatel?utm=1 | linkedin:umapatel
mail | US | uma.patel@acme.example | Our company: linkedin.com/company/acme and linkedin.com/in/umapatel (me) | linkedin:umapatel
mail | US | uma.patel@acme.example | Feel free to grab a slot here https://go.oncehub.com/umapatel | link:https://go.oncehub.com/umapatel
mail | US | uma.patel@acme.example | Careers: https://acme.example/meet-the-team | -
mail | US | uma.patel@acme.example | We schedule trucks with https://schedule.acme.example/dispatch | -
mail | US | uma.patel@acme.example | Reference 202-555-0185-A, amount 4,155,550,186 | -
mail | US | uma.patel@acme.example | ok¬¬Best,¬Uma Patel¬¬On Mon, Feb 1, 2027, Rep <rep@ours.example> wrote:¬> --¬> Rep Smith¬> 415-555-0190 | name:Uma Patel
mail | DE | s.lang@lang.example | Ja gern.¬¬MfG¬Sven Lang¬Lang & Söhne KG¬Fon 030 23125 461 ¦ Fax 030 23125 462 | phone:+493023125461; name:Sven Lang
mail | DE | s.lang@lang.example | Meine Kollegin Frau Dr. Ilse Kern (kern@lang.example) kümmert sich darum. | delegate:kern@lang.example
mail | DE | s.lang@lang.example | Bestellung 030 23125 463 fehlt noch | -
mail | FR | a.moreau@moreau.example | Voyez avec mon associé Luc Petit, luc.petit@moreau.example | delegate:luc.petit@moreau.example
mail | FR | a.moreau@moreau.example | Très bien.¬¬Bien cordialement,¬Amélie Moreau¬06 39 98 44 55 | phone:+33639984455; name:Amélie Moreau
mail | ES | i.vega@vega.example | Le paso el contacto de mi jefa: Marta Gil, marta.gil@vega.example | delegate:marta.gil@vega.example
mail | IT | p.rossi@rossi.example | La persona giusta è Carla Bini, carla.bini@rossi.example | delegate:carla.bini@rossi.example
mail | NL | k.bakker@bakker.example | Mijn nieuwe nummer is 06 12345680 | phone:+31612345680
mail | PT | j.alves@alves.example | O meu novo email é joana@nova.example | email:joana@nova.example
mail | SE | o.berg@berg.example | Prata med min kollega Anna Ek, anna.ek@berg.example | delegate:anna.ek@berg.example
li | GB | ACoAAA2 | drop me a line: pat_kerr@kerr.example or 07700 900462 | email:pat_kerr@kerr.example; phone:+447700900462
li | US | ACoAAA2 | connect with me: linkedin.com/in/patkerr | linkedin:patkerr
voice | US | +12025550101 | User: sure it's pat underscore kerr at kerr dot example | email:pat_kerr@kerr.example
voice | US | +12025550101 | User: call me back on four one five five five five oh one nine one | phone:+14155550191
"""
