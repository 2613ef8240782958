# ruff: noqa: E501 - a table of cases
"""What people write about when, written and labelled without looking at what the reader makes of it.

`FIRST` was written and committed before it was scored once; then the reader was mended; `SECOND` was written after that
and scored once more. The figures of both first scorings are in docs/extraction.md.

`language | kind | text | wanted`. Kinds: `R` the day on which an absent person is back, `D` the day until which they put
us off, `P` the times that they propose. `-` is nothing: not said, or not certain. Several readings that a careful person
would accept are parted by blanks; two proposals of one message are joined by `+`; a proposal that is a day or a stretch
of one is written `~day`.
"""

ZONES = {
    "en": "Europe/London",
    "us": "America/Chicago",
    "de": "Europe/Berlin",
    "fr": "Europe/Paris",
    "es": "Europe/Madrid",
    "mx": "America/Mexico_City",
    "it": "Europe/Rome",
    "pt": "Europe/Lisbon",
    "br": "America/Sao_Paulo",
    "nl": "Europe/Amsterdam",
    "pl": "Europe/Warsaw",
    "sv": "Europe/Stockholm",
    "da": "Europe/Copenhagen",
    "nb": "Europe/Oslo",
    "fi": "Europe/Helsinki",
    "cs": "Europe/Prague",
    "ro": "Europe/Bucharest",
    "tr": "Europe/Istanbul",
    "hu": "Europe/Budapest",
    "ru": "Europe/Moscow",
    "ja": "Asia/Tokyo",
    "zh": "Asia/Shanghai",
}

FIRST_SENT = "2026-10-21T10:30"
"""A Wednesday, of ISO week 43; local time in each row's zone."""

FIRST = """
en | P | Could you do Tuesday at half three? | 2026-10-27T15:30 ~2026-10-27 -
en | P | Half seven tomorrow works, but only if it's quick | - 2026-10-22T19:30 ~2026-10-22
en | P | noon-ish on Friday is fine | ~2026-10-23 2026-10-23T12:00
en | P | How about Thursday the 29th, 4 o'clock in the afternoon? | 2026-10-29T16:00
en | P | I could squeeze you in Monday between 9 and 10.30 | ~2026-10-26
en | P | any time Friday pm | ~2026-10-23
en | P | Weds 28 Oct 0930 | 2026-10-28T09:30 ~2026-10-28
en | P | Weds 28 Oct at 09.30 please | 2026-10-28T09:30
en | P | can we say 14:15 on the 30th | 2026-10-30T14:15
en | P | Let's do a week on Friday, 11am | 2026-10-30T11:00 -
en | P | a fortnight today at 10am suits me | 2026-11-04T10:00 ~2026-11-04 -
en | P | Friday week at 3pm | 2026-10-30T15:00 -
en | P | give me a bell tomorrow avo after 2 | ~2026-10-22
en | P | ring me at quarter to five today | 2026-10-21T16:45 -
en | P | ten past eleven tomorrow? bit specific I know! | 2026-10-22T11:10 ~2026-10-22 -
en | P | I've got 20 mins free at 11am on Thurs | 2026-10-22T11:00
en | P | The 31st of September at 10am works | -
en | P | Tuesday 28 October at 10am | -
en | P | either 3pm or 4pm on Monday | 2026-10-26T15:00+2026-10-26T16:00
en | P | Mon 2pm or Wed 10am | 2026-10-26T14:00+2026-10-28T10:00
en | P | We open at 9 and close at 6 every day | -
en | P | We have 3 vans and 12 staff, est. 1998 | -
en | P | Our order 10/11 arrived broken | -
en | P | I can't do Thursday at 3pm I'm afraid | -
en | P | Anything but Friday 10am | -
en | P | Not Monday. Tuesday at 1pm? | 2026-10-27T13:00
en | P | Monday's no good, but Tuesday 27th at 13:00 is | 2026-10-27T13:00
en | P | We spoke last Tuesday at 3pm about it | -
en | P | the meeting yesterday at 2pm was cancelled | -
en | P | can do 8am sharp on the 2nd of November | 2026-11-02T08:00
en | P | first thing Monday | ~2026-10-26 2026-10-26T08:00 2026-10-26T09:00
en | P | close of play Friday at the latest | - ~2026-10-23
en | P | Sunday 1 Nov, 6pm, if you work weekends | 2026-11-01T18:00
en | P | Any evening next week after 6 | - ~2026-10-26
en | P | 9ish tomorrow morning | 2026-10-22T09:00 ~2026-10-22
en | P | tomorrow at 7 | - ~2026-10-22 2026-10-22T19:00
en | P | 10 tomorrow? | 2026-10-22T10:00
en | P | 03/11 at 3pm | 2026-11-03T15:00
en | P | 13/11 11am | 2026-11-13T11:00
en | P | I'm around 12-2 on Friday | ~2026-10-23
en | P | Call me in 20 minutes | 2026-10-21T10:50 -
en | P | call me in an hour or so | 2026-10-21T11:30 -
en | P | can you ring at 5pm UK time tomorrow | 2026-10-22T17:00
en | P | 5pm your time tomorrow | - ~2026-10-22
en | P | 3pm CET Thursday | 2026-10-22T14:00
en | P | My kid's match is Saturday at 11am so I'm busy then | -
en | P | deadline is Friday 5pm, so ping me before that | -
en | P | we've moved from 10am to 2pm on Tuesday | 2026-10-27T14:00 -
en | D | Try me again in the second week of March | 2027-03-08
en | D | Not now - come back to me after the summer | 2027-09-01 -
en | D | get in touch in the new year | 2027-01-04 2027-01-01 2027-01-02
en | D | drop me a line end of Jan | 2027-01-25 2027-01-29 2027-01-31
en | D | Circle back Q1 please | 2027-01-01 2027-01-04
en | D | Let's pick this up in H1 next year | 2027-01-01 2027-01-04
en | D | ping me a month from now | 2026-11-21 2026-11-23
en | D | We're flat out until Christmas, try us after | 2026-12-28 2026-12-29 2027-01-04 -
en | D | write to me again on 9 November | 2026-11-09
en | D | ping me after the 15th | 2026-11-16
en | D | reach out mid-November | 2026-11-15 2026-11-16
en | D | give us a shout week commencing 9th November | 2026-11-09
en | D | speak in week 47 | 2026-11-16
en | D | Check in with me in about six weeks | 2026-12-02
en | D | Maybe someday | -
en | D | when I'm back from my holidays | -
en | D | our budget renews in April so speak then | 2027-04-01
en | D | too busy this month, try next month | 2026-11-01 2026-11-02
en | D | call again after half term | -
en | D | After Easter would be better for us, get back to me then | 2027-03-30
en | D | contact me on 31/11 | -
en | D | Contact me 05/12 | 2026-12-05
en | D | our year end is 31 March, get in touch after that | 2027-04-01
en | D | We'll be in touch in January if we need anything | - 2027-01-01 2027-01-04
en | D | I've been busy since January | -
en | D | we looked at this in March and decided against it | -
en | D | It can wait until Monday | 2026-10-26
en | D | Could we talk a week on Monday instead? | 2026-11-02 -
en | D | Don't contact me before the 1st of December | 2026-12-01
en | D | Not before Christmas | 2026-12-28 2026-12-25 2026-12-29 2027-01-04 -
en | D | ask me in a couple of months | 2026-12-21
en | D | in the autumn of next year maybe | - 2027-09-01
en | D | Nudge me on Friday | 2026-10-23
en | D | try again the day after tomorrow | 2026-10-23
en | D | bug me again in ten days | 2026-10-31 2026-11-02
en | D | Please remind me in a fortnight | 2026-11-04
en | R | I'm OOO, back Monday 2nd Nov | 2026-11-02
en | R | On annual leave returning 3rd November 2026. | 2026-11-03
en | R | I am away until Wednesday 28 October (inclusive) | 2026-10-29
en | R | Out of office 19 - 30 October | 2026-11-02
en | R | I am out of the office today only. | - 2026-10-22
en | R | I'm on jury service for an indefinite period | -
en | R | I will be out of the office from 26 October to 30 October. | 2026-11-02
en | R | Thanks for your message of 20 October. I'm on leave. | -
en | R | I work Mondays to Wednesdays, replies may be slow. I'm away this week, back on Monday | 2026-10-26
en | R | I am on leave and return to work a week on Monday | 2026-11-02 -
en | R | Sabbatical until Q2 2027 | -
en | R | I return on 32 October, currently OOO | -
us | P | Does Tue 10/27 at 3:30pm CT work? | 2026-10-27T15:30
us | P | Thursday 11/5 10am ET | 2026-11-05T09:00
us | P | I'm free Friday from 1 to 3 pm | ~2026-10-23
us | P | Mon the 26th @ 4p | 2026-10-26T16:00 ~2026-10-26
us | P | tmrw 8:30a | 2026-10-22T08:30 ~2026-10-22
us | P | Shoot for 11/12 at 2 | 2026-11-12T14:00 ~2026-11-12 -
us | P | 2 pm Pacific on Wednesday the 28th | 2026-10-28T16:00
us | P | how's 10a-ish monday | 2026-10-26T10:00 ~2026-10-26
us | P | this Friday at noon | 2026-10-23T12:00
us | P | Next Wednesday at 9 am | 2026-10-28T09:00 -
us | P | quarter after ten on Thursday | 2026-10-22T10:15 ~2026-10-22 -
us | P | the Monday after Thanksgiving at 10am | 2026-11-30T10:00 -
us | P | Sunday 11/1 at 1:30 am | 2026-11-01T01:30 -
us | P | let's shoot for 1500 hrs Thursday | 2026-10-22T15:00 ~2026-10-22
us | P | Could do 11/31 at 1pm | -
us | P | I'm in meetings 9-11 and 1-3 tomorrow | -
us | P | I'm slammed Tue but wide open Thu after 2pm | ~2026-10-22
us | P | it's 24/7 support, right? | -
us | P | 50/50 chance I can join | -
us | P | paid $10.30 on 10/12 | -
us | P | Give me 5 min and call | - 2026-10-21T10:35
us | D | Hit me up after Thanksgiving | 2026-11-30
us | D | after the holidays plz | 2027-01-04 2027-01-02
us | D | touch base first week of December | 2026-12-01 2026-11-30
us | D | reach back out 1/15 | 2027-01-15
us | D | circle back once tax season is over | - 2027-04-16
us | D | let's reconnect in Q3 | 2027-07-01
us | D | Ping me in 2 wks | 2026-11-04
us | D | check back after the 1st of the year | 2027-01-04 2027-01-02
us | D | Try me in the spring | - 2027-03-01 2027-03-20
us | D | I'm good till Nov 15, hit me then | 2026-11-15 2026-11-16
us | D | revisit end of year | 2026-12-25 2026-12-31 - 2026-12-28
us | D | Not this quarter | - 2027-01-01 2027-01-04
us | D | next fiscal year | -
us | D | please follow up on Veterans Day | - 2026-11-11
us | D | Follow up with me 30 days from now | 2026-11-20
us | R | PTO thru 10/30 | 2026-11-02
us | R | OOO 10/19-10/23, back 10/26 | 2026-10-26
us | R | Out until Monday October 26th | 2026-10-26
us | R | I'm out this week. Back in the saddle Mon. | 2026-10-26
us | R | I will be on leave through the end of the year | - 2027-01-01 2027-01-04
us | R | I'll have limited access to email thru Fri 10/23 while at a trade show | 2026-10-26
de | P | Passt Ihnen Dienstag um halb vier? | 2026-10-27T15:30 ~2026-10-27 -
de | P | Donnerstag 14 Uhr 30 wäre gut | 2026-10-22T14:30
de | P | am 29.10. so gegen 15 Uhr | 2026-10-29T15:00
de | P | Kommenden Montag um viertel nach zehn | 2026-10-26T10:15 ~2026-10-26
de | P | morgen früh um 8 | 2026-10-22T08:00
de | P | Freitag ab 13 Uhr | ~2026-10-23 2026-10-23T13:00
de | P | Nächsten Donnerstag um 10 Uhr | - 2026-10-29T10:00
de | P | heute in 14 Tagen um 9 Uhr | 2026-11-04T09:00 - ~2026-11-04
de | P | Montag in einer Woche, 11 Uhr | - 2026-11-02T11:00
de | P | Ich kann Mittwoch den 4. November um 16:45 | 2026-11-04T16:45
de | P | Mittwoch den 5. November um 16 Uhr | -
de | P | 3.11. 9h | 2026-11-03T09:00
de | P | dreiviertel drei am Freitag? | 2026-10-23T14:45 ~2026-10-23 -
de | P | Freitagvormittag würde gehen | ~2026-10-23
de | P | zwischen 10 und 12 Uhr am Freitag | ~2026-10-23
de | P | Mo-Fr 8-17 Uhr erreichbar | -
de | P | Unsere Öffnungszeiten: Mo 9-18 Uhr | -
de | P | Am Montag um 10 Uhr kann ich leider nicht | -
de | P | Lieber Dienstag statt Montag, 10 Uhr | 2026-10-27T10:00 -
de | P | übermorgen gegen Mittag | ~2026-10-23 2026-10-23T12:00
de | P | heute Abend halb acht | 2026-10-21T19:30 ~2026-10-21
de | P | Rufen Sie mich bitte um 15:15 Uhr an | 2026-10-21T15:15 -
de | P | Rechnung 10.11 über 500 Euro | -
de | P | Mein Auto hat 14.30 Liter verbraucht | -
de | P | letzten Montag um 10 Uhr haben wir telefoniert | -
de | P | Wie wäre es mit dem 1. Dezember, 10:00? | 2026-12-01T10:00
de | P | Sonnabend früh um neun | 2026-10-24T09:00 ~2026-10-24
de | D | Melden Sie sich bitte in KW 12 | 2027-03-22
de | D | Ab KW 46 wieder | 2026-11-09
de | D | Bitte Anfang Dezember nochmal melden | 2026-12-01
de | D | Nach den Herbstferien gerne | -
de | D | Nach dem Urlaub melde ich mich | -
de | D | schreiben Sie mir im neuen Jahr noch mal | 2027-01-04 2027-01-01 2027-01-02
de | D | frühestens im zweiten Quartal | 2027-04-01
de | D | in drei Wochen gern | 2026-11-11
de | D | Kommen Sie nach Ostern auf mich zu | 2027-03-30
de | D | Melden Sie sich Mitte März nochmals | 2027-03-15
de | D | in der zweiten Märzwoche bitte | 2027-03-08 -
de | D | Im ersten Halbjahr 2027 bitte wieder anrufen | 2027-01-01 2027-01-04
de | D | diesen Monat nicht mehr, gerne im November | 2026-11-01 2026-11-02
de | D | Erst wieder ab dem 10. Januar | 2027-01-10 2027-01-11
de | D | nach Weihnachten nochmal anklopfen | 2026-12-28
de | D | Erinnern Sie mich in einem halben Jahr | 2027-04-21 -
de | D | in anderthalb Monaten | -
de | D | in acht Tagen nochmal | 2026-10-29 2026-10-28
de | D | am Ende des Monats wieder melden | 2026-10-25 2026-10-26 2026-10-30 2026-10-31 -
de | D | Wir haben das seit Januar im Einsatz | -
de | D | Fragen Sie nach der Messe wieder | -
de | R | Ich bin bis 30.10. im Urlaub und ab 2.11. wieder da | 2026-11-02
de | R | Ich bin vom 19. Oktober bis einschließlich 30. Oktober nicht im Büro | 2026-11-02
de | R | Ab Montag bin ich wieder erreichbar, derzeit im Urlaub | 2026-10-26
de | R | Heute bin ich außer Haus, morgen wieder da. | 2026-10-22
de | R | Ich bin krank, Rückkehr unbekannt | -
de | R | Im Mutterschutz ab dem 1. November 2026. | -
de | R | Ich bin am 26.10. zurück aus dem Urlaub | 2026-10-26
de | R | Bin in KW 44 im Urlaub | - 2026-11-02
de | R | Betriebsferien vom 21.12.2026 bis 6.1.2027 | 2027-01-07
fr | P | Mardi à 15h ça vous va ? | 2026-10-27T15:00
fr | P | jeudi 29 à 10h30 | 2026-10-29T10:30
fr | P | demain vers midi | ~2026-10-22 2026-10-22T12:00
fr | P | lundi prochain à 14 h | 2026-10-26T14:00 -
fr | P | vendredi en début d'après-midi | ~2026-10-23
fr | P | mardi en huit à 9h | - 2026-11-03T09:00
fr | P | le 3 novembre à 9h15 | 2026-11-03T09:15
fr | P | le mardi 4 novembre à 9h | -
fr | P | le 05/11 entre 14h et 16h | ~2026-11-05
fr | P | appelez-moi à 17h | 2026-10-21T17:00 -
fr | P | pas lundi, plutôt mercredi à 11h | 2026-10-28T11:00
fr | P | Nous sommes ouverts de 9h à 19h du lundi au samedi | -
fr | P | je ne suis pas disponible jeudi à 10h | -
fr | P | à trois heures et demie demain | - 2026-10-22T15:30 ~2026-10-22
fr | P | ce soir 18h30 ? | 2026-10-21T18:30
fr | P | On s'est parlé hier à 15h | -
fr | P | samedi matin 9h-10h | ~2026-10-24
fr | D | Recontactez-moi après les fêtes | 2027-01-04 2027-01-02
fr | D | revenez vers moi à la rentrée | - 2027-09-01
fr | D | au deuxième trimestre 2027 | 2027-04-01
fr | D | la deuxième semaine de mars | 2027-03-08
fr | D | écrivez-moi dans quinze jours | 2026-11-05 2026-11-04
fr | D | rappelez-moi d'ici trois semaines | 2026-11-11
fr | D | mi-novembre plutôt | 2026-11-15 2026-11-16
fr | D | relancez-moi en janvier | 2027-01-01 2027-01-04
fr | D | pas avant février | 2027-02-01
fr | D | semaine 46 | 2026-11-09 -
fr | D | après les vacances de la Toussaint | - 2026-11-02
fr | D | fin novembre | 2026-11-25 2026-11-30
fr | D | recontactez-moi le 15 | 2026-11-15 2026-11-16
fr | D | Ce n'est pas le moment, dans six mois peut-être | 2027-04-21
fr | D | après Pâques | 2027-03-30
fr | D | L'année prochaine | 2027-01-01 2027-01-04
fr | D | dans une dizaine de jours | - 2026-10-31 2026-11-02
fr | R | Je suis absente jusqu'au 30 octobre inclus | 2026-11-02
fr | R | En congés du 19 au 23 octobre. | 2026-10-26
fr | R | De retour le lundi 2 novembre. Absent | 2026-11-02
fr | R | en arrêt maladie pour une durée indéterminée | -
fr | R | Je serai absent à partir du 26 octobre | -
fr | R | bureau fermé le 11 novembre | -
fr | R | Je suis en RTT ce jour, de retour demain | 2026-10-22
es | P | ¿Te va bien el martes a las 4 de la tarde? | 2026-10-27T16:00
es | P | el jueves 29 a las 10:30 | 2026-10-29T10:30
es | P | mañana por la mañana a las 9 | 2026-10-22T09:00
es | P | mañana a mediodía | ~2026-10-22 2026-10-22T12:00
es | P | el lunes a las cuatro y media de la tarde | 2026-10-26T16:30
es | P | lunes que viene a las 11h | 2026-10-26T11:00 -
es | P | viernes a partir de las 12 | ~2026-10-23 2026-10-23T12:00
es | P | el 3 de noviembre a las 17:00 | 2026-11-03T17:00
es | P | el miércoles 3 de noviembre a las 17:00 | -
es | P | 5/11 a las 12h | 2026-11-05T12:00
es | P | de 10 a 12 el viernes | ~2026-10-23
es | P | no puedo el lunes a las 10 | -
es | P | abrimos de lunes a viernes de 9 a 14h | -
es | P | pasado mañana a las 8 de la mañana | 2026-10-23T08:00
es | P | hoy a las 18h | 2026-10-21T18:00
es | P | llámame sobre las 13:00 | 2026-10-21T13:00 -
es | P | el martes a las siete menos cuarto de la tarde | 2026-10-27T18:45 ~2026-10-27
mx | P | el 11/12 a las 5 pm | 2026-12-11T17:00
mx | P | mañana a las 10 am porfa | 2026-10-22T10:00
mx | P | el jueves tipo 4pm | 2026-10-22T16:00
mx | D | búscame después de Año Nuevo | 2027-01-04 2027-01-02
mx | D | escríbeme la próxima semana | 2026-10-26
mx | D | en dos meses vemos | 2026-12-21
es | D | escríbeme después de Reyes | 2027-01-07 -
es | D | después de Navidad | 2026-12-28 2026-12-26 2027-01-04 -
es | D | vuelve a escribirme en enero | 2027-01-01 2027-01-04
es | D | a finales de noviembre | 2026-11-25 2026-11-30
es | D | la segunda semana de marzo | 2027-03-08
es | D | dentro de 15 días | 2026-11-05
es | D | a partir del 9 de noviembre | 2026-11-09
es | D | en el segundo trimestre | 2027-04-01
es | D | después de Semana Santa | 2027-03-29 2027-03-30
es | D | a la vuelta de verano | - 2027-09-01
es | D | el mes que viene hablamos | 2026-11-01 2026-11-02
es | D | llevamos con ello desde marzo | -
es | R | Estaré fuera hasta el 30 de octubre | 2026-11-02
es | R | Vuelvo el lunes 2 de noviembre, estoy de vacaciones | 2026-11-02
es | R | Ausente del 19 al 23 de octubre | 2026-10-26
es | R | de baja médica hasta nuevo aviso | -
es | R | estoy de permiso, me reincorporo el próximo lunes | 2026-10-26 -
it | P | martedì alle 15 va bene? | 2026-10-27T15:00
it | P | giovedì 29 alle 10.30 | 2026-10-29T10:30
it | P | domani alle tre e mezza del pomeriggio | 2026-10-22T15:30 ~2026-10-22
it | P | lunedì prossimo alle 11 | 2026-10-26T11:00 -
it | P | venerdì mattina | ~2026-10-23
it | P | il 3 novembre ore 9:00 | 2026-11-03T09:00
it | P | il mercoledì 3 novembre alle 9 | -
it | P | tra le 14 e le 16 di venerdì | ~2026-10-23
it | P | dopodomani verso mezzogiorno | ~2026-10-23 2026-10-23T12:00
it | P | lunedì non posso, meglio mercoledì alle 16 | 2026-10-28T16:00
it | P | siamo aperti dalle 9 alle 18 | -
it | P | oggi alle 17:45 | 2026-10-21T17:45
it | D | risentiamoci dopo le feste | 2027-01-04 2027-01-07 -
it | D | a metà novembre | 2026-11-15 2026-11-16
it | D | la seconda settimana di marzo | 2027-03-08
it | D | mi scriva tra tre settimane | 2026-11-11
it | D | ricontattatemi a gennaio | 2027-01-01 2027-01-04
it | D | nel secondo trimestre | 2027-04-01
it | D | dopo Pasqua | 2027-03-30
it | D | dopo l'estate | 2027-09-01
it | D | fra quindici giorni | 2026-11-05
it | D | fine mese | 2026-10-25 2026-10-26 2026-10-30 2026-10-31 -
it | R | Sono in ferie fino al 30 ottobre | 2026-11-02
it | R | rientro il 2 novembre, sono fuori ufficio | 2026-11-02
it | R | Assente dal 19 al 23 ottobre compresi | 2026-10-26
it | R | in malattia | -
pt | P | terça às 15h dá? | 2026-10-27T15:00
pt | P | quinta-feira, dia 29, às 10h30 | 2026-10-29T10:30
pt | P | amanhã de manhã às 9 | 2026-10-22T09:00
pt | P | amanhã às três e meia da tarde | 2026-10-22T15:30 ~2026-10-22
pt | P | segunda que vem às 11h | 2026-10-26T11:00 -
pt | P | 3 de novembro às 17h | 2026-11-03T17:00
pt | P | sexta depois das 14h | ~2026-10-23
pt | P | segunda não posso | -
pt | P | das 10h às 12h na sexta | ~2026-10-23
pt | P | ao meio-dia de sexta | ~2026-10-23 2026-10-23T12:00
br | P | pode ser dia 28 às 16h? | 2026-10-28T16:00
br | P | amanhã 14h | 2026-10-22T14:00
br | D | me chama depois do Carnaval | 2027-02-10 2027-02-11 -
br | D | me procure em janeiro | 2027-01-01 2027-01-04
br | D | semana que vem | 2026-10-26 -
pt | D | depois das festas | 2027-01-04 2027-01-02
pt | D | escreva-me daqui a três semanas | 2026-11-11
pt | D | em meados de novembro | 2026-11-15 2026-11-16
pt | D | na segunda semana de março | 2027-03-08
pt | D | no segundo trimestre | 2027-04-01
pt | D | depois da Páscoa | 2027-03-29 2027-03-30
pt | D | no próximo mês | 2026-11-01 2026-11-02
pt | R | Estou de férias até 30 de outubro | 2026-11-02
pt | R | regresso a 2 de novembro, estou ausente | 2026-11-02
pt | R | ausente de 19 a 23 de outubro | 2026-10-26
pt | R | de licença de parentalidade | -
nl | P | dinsdag om half vier? | 2026-10-27T15:30 ~2026-10-27 -
nl | P | donderdag 29 oktober om 10.30 uur | 2026-10-29T10:30
nl | P | morgen om kwart over tien | 2026-10-22T10:15 ~2026-10-22
nl | P | volgende week dinsdag 14u | 2026-10-27T14:00
nl | P | overmorgen rond 12 uur | ~2026-10-23 2026-10-23T12:00
nl | P | vrijdagmiddag na 2 uur | ~2026-10-23
nl | P | tussen 10 en 12 op vrijdag | ~2026-10-23
nl | P | maandag kan ik niet, woensdag om 11 uur wel | 2026-10-28T11:00
nl | P | 3/11 om 9u | 2026-11-03T09:00
nl | P | woensdag 3 november om 9 uur | -
nl | P | wij zijn open van 9 tot 17 uur | -
nl | P | vanavond om 19.30 uur | 2026-10-21T19:30
nl | D | kom in het nieuwe jaar maar terug | 2027-01-04 2027-01-01 2027-01-02
nl | D | in week 46 | 2026-11-09 -
nl | D | mail me over drie weken nog eens | 2026-11-11
nl | D | half november | 2026-11-15 2026-11-16
nl | D | begin december graag | 2026-12-01
nl | D | na de zomer | 2027-09-01
nl | D | na de feestdagen | 2027-01-04 2027-01-02
nl | D | volgend kwartaal | 2027-01-01 2027-01-04
nl | D | de tweede week van maart | 2027-03-08
nl | D | na Pasen | 2027-03-30
nl | R | afwezig t/m 30 oktober | 2026-11-02
nl | R | ik ben maandag 2 november weer aanwezig, nu vakantie | 2026-11-02
nl | R | van 19 tot en met 23 oktober ben ik met vakantie | 2026-10-26
nl | R | ik werk niet op woensdag | - 2026-10-22
pl | P | może wtorek o 15:00? | 2026-10-27T15:00
pl | P | w czwartek 29 października o 10.30 | 2026-10-29T10:30
pl | P | jutro o dziesiątej rano | 2026-10-22T10:00 ~2026-10-22
pl | P | pojutrze po południu | ~2026-10-23
pl | P | wpół do czwartej we wtorek | - 2026-10-27T15:30 ~2026-10-27
pl | P | w piątek między 10 a 12 | ~2026-10-23
pl | P | 3 listopada o godz. 9 | 2026-11-03T09:00
pl | P | w poniedziałek nie mogę | -
pl | P | w przyszły wtorek o 11:00 | 2026-10-27T11:00 -
pl | P | dziś o 17 | 2026-10-21T17:00
pl | P | w środę 3 listopada o 9 | -
pl | D | proszę odezwać się po świętach | - 2026-12-28 2026-12-27 2027-01-04
pl | D | po Nowym Roku | 2027-01-04 2027-01-02
pl | D | proszę napisać za trzy tygodnie | 2026-11-11
pl | D | w połowie listopada | 2026-11-15 2026-11-16
pl | D | w drugim kwartale | 2027-04-01
pl | D | w drugim tygodniu marca | 2027-03-08 -
pl | D | po wakacjach | 2027-09-01 -
pl | D | na początku grudnia | 2026-12-01
pl | D | w przyszłym miesiącu | 2026-11-01 2026-11-02
pl | R | jestem na urlopie do 30.10 | 2026-11-02
pl | R | wracam 2 listopada, jestem na urlopie | 2026-11-02
pl | R | nieobecny od 19 do 23 października | 2026-10-26
sv | P | tisdag kl 15 funkar | 2026-10-27T15:00
sv | P | torsdag den 29 oktober kl. 10.30 | 2026-10-29T10:30
sv | P | i morgon halv fyra? | 2026-10-22T15:30 ~2026-10-22 -
sv | P | på fredag eftermiddag | ~2026-10-23
sv | P | kvart över tio på måndag | 2026-10-26T10:15 ~2026-10-26
sv | P | nästa tisdag kl 9 | 2026-10-27T09:00 -
sv | P | i övermorgon vid lunch | ~2026-10-23
sv | P | mellan 10 och 12 på fredag | ~2026-10-23
sv | P | 3/11 kl 9 | 2026-11-03T09:00
sv | P | måndag går inte | -
sv | P | onsdag 3 november kl 9 | -
sv | D | hör av dig vecka 46 | 2026-11-09
sv | D | v. 47 passar bättre, hör av dig då | 2026-11-16
sv | D | efter jul | 2026-12-28
sv | D | efter sommaren | 2027-09-01
sv | D | om tre veckor | 2026-11-11 -
sv | D | i mitten av november | 2026-11-15 2026-11-16
sv | D | skriv igen i januari | 2027-01-01 2027-01-04
sv | D | andra veckan i mars | 2027-03-08
sv | D | nästa kvartal | 2027-01-01 2027-01-04
sv | D | efter nyår | 2027-01-04 2027-01-02
sv | R | semester t.o.m. 30 oktober | 2026-11-02
sv | R | åter måndag 2 november, ledig nu | 2026-11-02
sv | R | ledig 19-23 oktober | 2026-10-26
da | P | tirsdag kl. 15 | 2026-10-27T15:00
da | P | torsdag d. 29. oktober kl. 10.30 | 2026-10-29T10:30
da | P | i morgen kl halv fire | 2026-10-22T15:30 ~2026-10-22 -
da | P | fredag formiddag | ~2026-10-23
da | P | i overmorgen kl. 9 | 2026-10-23T09:00
da | P | mandag kan jeg ikke | -
da | P | mellem 10 og 12 på fredag | ~2026-10-23
da | D | vend tilbage i uge 46 | 2026-11-09
da | D | efter nytår | 2027-01-04 2027-01-02
da | D | om tre uger | 2026-11-11 -
da | D | medio november | 2026-11-15 2026-11-16
da | D | efter sommerferien | 2027-09-01 2027-08-16 -
da | D | primo december | 2026-12-01
da | D | skriv til mig igen i januar | 2027-01-01 2027-01-04
da | D | ultimo november | 2026-11-25 2026-11-30
da | R | jeg holder ferie til og med 30. oktober | 2026-11-02
da | R | tilbage mandag d. 2. november. Ferie | 2026-11-02
da | R | ferie i uge 43 | - 2026-10-26
nb | P | tirsdag klokken 15 passer | 2026-10-27T15:00
nb | P | torsdag 29. oktober kl. 10.30 | 2026-10-29T10:30
nb | P | i morgen kl 14 | 2026-10-22T14:00
nb | P | fredag ettermiddag | ~2026-10-23
nb | D | ta kontakt i uke 46 | 2026-11-09
nb | D | etter nyttår | 2027-01-04 2027-01-02
nb | D | etter påske | 2027-03-30
nb | D | om tre uker | 2026-11-11 -
nb | D | skriv igjen i januar | 2027-01-01 2027-01-04
nb | R | jeg har ferie til og med 30. oktober | 2026-11-02
nb | R | tilbake på kontoret mandag 2. november, ferie nå | 2026-11-02
fi | P | tiistaina klo 15 | 2026-10-27T15:00
fi | P | torstaina 29.10. klo 10.30 | 2026-10-29T10:30
fi | P | huomenna puoli neljältä | - 2026-10-22T15:30 ~2026-10-22
fi | P | perjantaina iltapäivällä | ~2026-10-23
fi | P | ylihuomenna klo 9 | 2026-10-23T09:00
fi | P | maanantai ei käy | -
fi | D | palataan viikolla 46 | 2026-11-09
fi | D | vuodenvaihteen jälkeen | 2027-01-04 2027-01-02 2027-01-01
fi | D | kolmen viikon päästä | 2026-11-11
fi | D | marraskuun puolivälissä | 2026-11-15 2026-11-16
fi | D | kesän jälkeen | 2027-09-01
fi | D | kirjoita uudestaan tammikuussa | 2027-01-01 2027-01-04
fi | R | olen lomalla 30.10. saakka | 2026-11-02
fi | R | palaan maanantaina 2.11., lomalla | 2026-11-02
cs | P | v úterý v 15:00? | 2026-10-27T15:00
cs | P | ve čtvrtek 29. října v 10.30 | 2026-10-29T10:30 ~2026-10-29
cs | P | zítra v půl čtvrté | - 2026-10-22T15:30 ~2026-10-22
cs | P | v pátek odpoledne | ~2026-10-23
cs | P | pozítří v 9 hodin | 2026-10-23T09:00
cs | P | v pondělí nemohu | -
cs | P | 3. listopadu v 9:00 | 2026-11-03T09:00
cs | D | ozvěte se v lednu | 2027-01-01 2027-01-04
cs | D | po Novém roce | 2027-01-04 2027-01-02
cs | D | za tři týdny | 2026-11-11 -
cs | D | v polovině listopadu | 2026-11-15 2026-11-16
cs | D | po Velikonocích | 2027-03-30
cs | D | ve druhém čtvrtletí | 2027-04-01
cs | R | mám dovolenou do 30. 10. | 2026-11-02
cs | R | budu zpět v pondělí 2. listopadu, dovolená | 2026-11-02
ro | P | marți la ora 15 | 2026-10-27T15:00
ro | P | joi 29 octombrie la 10:30 | 2026-10-29T10:30
ro | P | mâine după-amiază | ~2026-10-22
ro | P | luni nu pot | -
ro | D | reveniți în ianuarie | 2027-01-01 2027-01-04
ro | D | peste trei săptămâni | 2026-11-11 -
ro | D | după sărbători | 2027-01-04 2027-01-02 -
ro | R | sunt în concediu până pe 30 octombrie | 2026-11-02 -
ro | R | revin pe 2 noiembrie, sunt în concediu | 2026-11-02
tr | P | salı günü saat 15:00 | 2026-10-27T15:00
tr | P | 29 Ekim Perşembe 10:30 | 2026-10-29T10:30
tr | P | yarın öğleden sonra | ~2026-10-22
tr | P | pazartesi müsait değilim | -
tr | D | üç hafta sonra yazın | 2026-11-11
tr | D | ocak ayında tekrar arayın | 2027-01-01 2027-01-04
tr | D | yeni yıldan sonra | 2027-01-04 2027-01-02 -
tr | R | 30 Ekim'e kadar izindeyim | 2026-11-02 -
tr | R | 2 Kasım'da ofiste olacağım, izindeyim | 2026-11-02
hu | P | kedden 15 órakor | 2026-10-27T15:00
hu | P | csütörtökön, október 29-én 10:30-kor | 2026-10-29T10:30
hu | P | holnap délután | ~2026-10-22
hu | P | holnap fél négykor | - 2026-10-22T15:30 ~2026-10-22
hu | D | keressen januárban | 2027-01-01 2027-01-04
hu | D | három hét múlva | 2026-11-11 -
hu | D | az ünnepek után | - 2027-01-04
hu | R | október 30-ig szabadságon vagyok | 2026-11-02
ru | P | во вторник в 15:00 | 2026-10-27T15:00
ru | P | в четверг, 29 октября, в 10:30 | 2026-10-29T10:30
ru | P | завтра в полчетвертого | - 2026-10-22T15:30 ~2026-10-22
ru | P | завтра после обеда | ~2026-10-22
ru | P | в понедельник не могу | -
ru | D | напишите в январе | 2027-01-01 2027-01-04
ru | D | после праздников | - 2027-01-11 2027-01-04
ru | D | через три недели | 2026-11-11 -
ru | R | я в отпуске до 30 октября | 2026-11-02 2026-10-30 -
ru | R | вернусь 2 ноября, сейчас в отпуске | 2026-11-02
ja | P | 10月27日15時はいかがでしょうか | 2026-10-27T15:00 ~2026-10-27
ja | P | 来週の火曜日15:00 | 2026-10-27T15:00 ~2026-10-27 -
ja | D | 来月またご連絡ください | 2026-11-01 2026-11-02
ja | D | 年明けにお願いします | 2027-01-01 2027-01-04 2027-01-02 -
ja | R | 10月30日まで休暇をいただいております | 2026-11-02
zh | P | 10月27日下午3点可以吗 | 2026-10-27T15:00 ~2026-10-27
zh | P | 下周二下午三点 | 2026-10-27T15:00 ~2026-10-27 -
zh | D | 下个月再联系 | 2026-11-01 2026-11-02
zh | D | 春节之后再说 | - 2027-02-12 2027-02-18
zh | R | 我休假到10月30日 | 2026-11-02 2026-10-30 -
en | P | Happy Friday! | -
en | P | I may be interested | -
en | P | march on with it | -
en | P | sat down with my partner, sun is shining | -
en | P | 10 out of 10 for effort | -
en | P | Flat 3, 12 High St | -
en | P | I turn 40 in May | -
en | P | our lease runs until 1 May 2027 | -
en | D | the contract with our supplier ends in June 2027 | - 2027-06-01
en | D | our rep visits us every Monday | -
en | D | we pay 300 a month | -
en | D | Second thoughts: no | -
de | D | Wir sind seit 3 Wochen versorgt | -
de | P | Ich habe 3 Kinder und 2 Hunde, 10 Jahre Erfahrung | -
fr | D | Nous avons un contrat jusqu'en juin 2027 | - 2027-06-01 2027-07-01
es | D | tenemos contrato hasta junio | - 2027-06-01 2027-07-01
it | D | siamo coperti fino a giugno | - 2027-06-01 2027-07-01
nl | D | ons contract loopt tot juni | - 2027-06-01
sv | D | vi har avtal till juni | - 2027-06-01
pl | D | mamy umowę do czerwca | - 2027-06-01 2027-07-01
"""

SECOND_SENT = "2027-02-05T14:20"
"""A Friday, of ISO week 5."""

SECOND = """
en | P | Would Tuesday the 9th at 2:30 suit? | 2027-02-09T14:30
en | P | I can jump on a call Monday at 10 | 2027-02-08T10:00
en | P | Let's speak Wednesday half ten | 2027-02-10T10:30 ~2027-02-10
en | P | could we push it to 4pm today? | 2027-02-05T16:00
en | P | not free at 3pm, can do 5pm today | 2027-02-05T17:00
en | P | Thursday lunchtime? | ~2027-02-11
en | P | 11.45 on Tuesday would be perfect | 2027-02-09T11:45
en | P | sometime Monday morning, say 9.15 | 2027-02-08T09:15 ~2027-02-08
en | P | before noon on Tuesday | ~2027-02-09 -
en | P | 29 February at 10am | -
en | P | my shift ends at 6pm | -
en | P | the boiler broke on Monday at 8am | -
en | P | I'll be at a wedding on Saturday at 2pm | -
en | P | Call me after 5 on Monday | ~2027-02-08
en | P | 3 o'clock Monday? | 2027-02-08T15:00
en | P | Monday or Tuesday, both at 11am | 2027-02-08T11:00+2027-02-09T11:00
en | P | Merry Christmas and speak soon | -
en | P | Have a good Friday! | -
en | P | What time on Monday? | - ~2027-02-08
en | P | 15:30 GMT on the 10th | 2027-02-10T15:30
en | P | invoice dated 12/02 for 300 | -
en | P | Version 2.10 came out | -
en | P | there are 5 of us, 2 vans, 8am starts | -
en | P | I get off at 4 every day | -
en | P | meeting moved to 10 February, 9am | 2027-02-10T09:00
en | P | the 12th, any time after lunch | ~2027-02-12
en | P | quarter to nine on Thursday morning | 2027-02-11T08:45 ~2027-02-11
en | D | Can you drop me a note in the first week of May? | 2027-05-01 2027-05-03
en | D | Touch base at the end of Q2 | 2027-06-01 2027-06-25 2027-06-30
en | D | not interested until the summer | 2027-06-01 - 2027-06-21
en | D | Come back to me once Easter is over | 2027-03-30
en | D | chase me on the 22nd | 2027-02-22
en | D | Try me again mid April | 2027-04-15
en | D | let's talk again in three months' time | 2027-05-05
en | D | get in touch w/c 1 March | 2027-03-01
en | D | I'd rather you contacted me in September | 2027-09-01
en | D | Too early for us - late March is better | 2027-03-25 2027-03-22 -
en | D | Busy until the 1st of March | 2027-03-01 2027-03-02 -
en | D | our contract with them is up in November | - 2027-11-01
en | D | leave it until after the bank holiday | -
en | D | ask me again this time next year | 2028-02-05
en | D | speak after the elections | -
en | D | Write to me again on 3 May, please. | 2027-05-03
en | D | Do ping me after the 20th | 2027-02-22 2027-02-21
en | D | Please contact me at the start of the next financial year | -
en | R | I'm off until Tuesday. | 2027-02-09
en | R | Annual leave 8-12 February | 2027-02-15
en | R | Out of office from 3pm today, back Monday | 2027-02-08
en | R | I'm away and will respond on my return | -
en | R | Maternity leave until 1 September 2027, please contact Jo | 2027-09-01 2027-09-02
en | R | I was away last week, sorry for the delay | -
en | R | I am away until 12 Feb inclusive. | 2027-02-15
us | P | Tue 2/9 4:15pm | 2027-02-09T16:15
us | P | how about 2/11 at 10 | 2027-02-11T10:00
us | P | Monday 8-Feb 9am CST | 2027-02-08T09:00
us | P | wednesday 1pm EST / 12 CST | 2027-02-10T12:00 - ~2027-02-10
us | P | sunday the 14th of march at 2:30 am | - 2027-03-14T03:30 2027-03-14T02:30
us | P | Can't do 2/10. 2/12 at 3pm is good | 2027-02-12T15:00
us | P | i get lunch at 12 usually | -
us | P | about 6 tonight | 2027-02-05T18:00
us | D | circle back after Memorial Day | 2027-06-01
us | D | Reach out Q4 | 2027-10-01
us | D | try me again 3/1 | 2027-03-01
us | D | not till after tax day | 2027-04-16
us | D | let's reconnect the week of April 12 | 2027-04-12
us | D | hit me up end of month | - 2027-02-25 2027-02-26 2027-02-28
us | D | shoot me a text next Friday | - 2027-02-12
us | D | Pls reach out in 45 days | 2027-03-22
us | R | Out 2/8 - 2/12 | 2027-02-15
us | R | I'm OOO and back on the 16th | 2027-02-16
de | P | Wie wäre es am Dienstag, 9.2., um 11? | 2027-02-09T11:00
de | P | Montag 8:30 Uhr | 2027-02-08T08:30
de | P | Mittwoch viertel vor drei | 2027-02-10T14:45 ~2027-02-10
de | P | Donnerstagnachmittag ab 15 Uhr | ~2027-02-11
de | P | heute noch um 17 Uhr? | 2027-02-05T17:00
de | P | am 10.02. zwischen 9 und 11 Uhr | ~2027-02-10
de | P | der 12. um 14:00 Uhr ginge | 2027-02-12T14:00
de | P | Schönes Wochenende und bis Montag! | - ~2027-02-08
de | P | unser Betrieb hat 12 Mitarbeiter seit 1998 | -
de | P | Ich habe am Dienstag um 10 Uhr einen anderen Termin | -
de | P | Die Lieferung kommt am Montag um 9 Uhr | -
de | P | Angebot 2.11 bitte nochmal schicken | -
de | D | Bitte im Mai noch einmal nachfragen | 2027-05-01 2027-05-03
de | D | Nach Ostern gern wieder | 2027-03-30
de | D | Vor KW 15 hat das keinen Sinn, danach gern melden | 2027-04-12 2027-04-19 -
de | D | melden Sie sich in der ersten Aprilwoche | - 2027-04-01 2027-04-05
de | D | in zwei Monaten gern nochmal | 2027-04-05
de | D | im zweiten Halbjahr | 2027-07-01
de | D | nach den Sommerferien | 2027-09-01 -
de | D | Ende März bitte | 2027-03-25 2027-03-29 2027-03-31 -
de | D | Schreiben Sie mir am 1. März nochmal | 2027-03-01
de | D | nach Pfingsten melden wir uns | - 2027-05-18
de | D | Wir hatten das im Januar schon besprochen | -
de | D | wenn der Umbau fertig ist | -
de | R | Ich bin ab 15.2. wieder im Büro, zur Zeit Urlaub | 2027-02-15
de | R | abwesend vom 8.2.-12.2. | 2027-02-15
de | R | bis Ende Februar in Elternzeit | - 2027-03-01
de | R | Unser Büro ist am Rosenmontag geschlossen | -
fr | P | mercredi 10 février à 14h | 2027-02-10T14:00
fr | P | lundi matin vers 10h | 2027-02-08T10:00
fr | P | mardi à midi et demi | 2027-02-09T12:30 ~2027-02-09 -
fr | P | le 12 à 16h30 | 2027-02-12T16:30
fr | P | jeudi entre 9h et 11h | ~2027-02-11
fr | P | bon week-end, à lundi | - ~2027-02-08
fr | P | aujourd'hui avant 17h | ~2027-02-05
fr | P | la facture du 10/02 | -
fr | P | je suis en réunion mardi à 14h | -
fr | D | revenez vers moi en mai | 2027-05-01 2027-05-03
fr | D | la première semaine d'avril | 2027-04-01
fr | D | après le 15 mars s'il vous plaît | 2027-03-16
fr | D | pas avant le deuxième semestre | 2027-07-01
fr | D | dans deux mois | 2027-04-05
fr | D | fin mars | 2027-03-25 2027-03-31 2027-03-29
fr | D | réécrivez-moi le 1er mars | 2027-03-01
fr | D | après l'été | 2027-09-01
fr | D | on verra l'an prochain | 2028-01-01 2028-01-03 -
fr | R | Je suis absent du 8 au 12 février | 2027-02-15
fr | R | de retour le 15, en congés | 2027-02-15
fr | R | absente jusqu'à nouvel ordre | -
es | P | el martes 9 a las 11:30 | 2027-02-09T11:30
es | P | el lunes a las 5 de la tarde | 2027-02-08T17:00
es | P | miércoles entre las 10 y las 12 | ~2027-02-10
es | P | hoy a las cinco y media | 2027-02-05T17:30
es | P | pasado mañana no, mejor el martes a las 10 | 2027-02-09T10:00
es | P | buen lunes | -
es | P | tengo médico el martes a las 9 | -
es | P | la factura del 10/02 | -
es | D | escríbame en mayo | 2027-05-01 2027-05-03
es | D | la primera semana de abril | 2027-04-01
es | D | en dos meses | 2027-04-05
es | D | a mediados de marzo | 2027-03-15
es | D | vuelva a escribirme el 1 de marzo | 2027-03-01
es | D | después del verano | 2027-09-01
es | D | después del 15 de marzo | 2027-03-16
es | D | en el tercer trimestre | 2027-07-01
es | D | no antes de abril | 2027-04-01
es | R | de vacaciones del 8 al 12 de febrero | 2027-02-15
es | R | vuelvo el día 15, estoy de permiso | 2027-02-15
it | P | martedì 9 alle 11:30 | 2027-02-09T11:30
it | P | lunedì alle cinque del pomeriggio | 2027-02-08T17:00
it | P | mercoledì tra le 10 e le 12 | ~2027-02-10
it | P | oggi alle 17 | 2027-02-05T17:00
it | P | giovedì dopo le 15 | ~2027-02-11
it | P | ho il medico martedì alle 9 | -
it | D | mi riscriva a maggio | 2027-05-01 2027-05-03
it | D | la prima settimana di aprile | 2027-04-01
it | D | tra due mesi | 2027-04-05
it | D | dopo il 15 marzo | 2027-03-16
it | D | fine marzo | 2027-03-25 2027-03-31 2027-03-29
it | D | non prima di aprile | 2027-04-01
it | R | in ferie dall'8 al 12 febbraio | 2027-02-15
it | R | torno il 15 febbraio, sono assente | 2027-02-15
pt | P | terça dia 9 às 11h30 | 2027-02-09T11:30
pt | P | segunda às 5 da tarde | 2027-02-08T17:00
pt | P | hoje às 17h | 2027-02-05T17:00
pt | P | quarta entre as 10h e as 12h | ~2027-02-10
pt | D | escreva em maio | 2027-05-01 2027-05-03
pt | D | na primeira semana de abril | 2027-04-01
pt | D | daqui a dois meses | 2027-04-05
pt | D | depois de 15 de março | 2027-03-16
pt | D | não antes de abril | 2027-04-01
br | D | depois do carnaval a gente fala | 2027-02-10 2027-02-11
pt | R | de férias de 8 a 12 de fevereiro | 2027-02-15
nl | P | dinsdag 9 februari om 11.30 uur | 2027-02-09T11:30
nl | P | maandag om 5 uur 's middags | 2027-02-08T17:00
nl | P | vandaag om 17 uur | 2027-02-05T17:00
nl | P | woensdag tussen 10 en 12 | ~2027-02-10
nl | P | kwart voor drie maandag | 2027-02-08T14:45 ~2027-02-08 -
nl | P | fijn weekend, tot maandag | - ~2027-02-08
nl | D | schrijf me in mei nog eens | 2027-05-01 2027-05-03
nl | D | eerste week van april | 2027-04-01
nl | D | over twee maanden | 2027-04-05
nl | D | na 15 maart | 2027-03-16
nl | D | niet voor april | 2027-04-01
nl | R | vakantie van 8 t/m 12 februari | 2027-02-15
pl | P | we wtorek 9 lutego o 11:30 | 2027-02-09T11:30
pl | P | dzisiaj o 17:00 | 2027-02-05T17:00
pl | P | w środę między 10 a 12 | ~2027-02-10
pl | D | proszę napisać w maju | 2027-05-01 2027-05-03
pl | D | w pierwszym tygodniu kwietnia | 2027-04-01 -
pl | D | za dwa miesiące | 2027-04-05
pl | D | po 15 marca | 2027-03-16
pl | D | nie wcześniej niż w kwietniu | 2027-04-01
pl | R | urlop od 8 do 12 lutego | 2027-02-15
sv | P | tisdag 9 februari kl 11.30 | 2027-02-09T11:30
sv | P | idag kl 17 | 2027-02-05T17:00
sv | P | onsdag mellan 10 och 12 | ~2027-02-10
sv | D | hör av dig i maj | 2027-05-01 2027-05-03
sv | D | första veckan i april | 2027-04-01
sv | D | om två månader | 2027-04-05 -
sv | D | efter 15 mars | 2027-03-16
sv | D | inte före april | 2027-04-01
sv | D | skriv igen den 1 mars | 2027-03-01
sv | R | ledig 8-12 februari | 2027-02-15
da | P | tirsdag d. 9. februar kl. 11.30 | 2027-02-09T11:30
da | P | i dag kl. 17 | 2027-02-05T17:00
da | D | skriv igen til maj | 2027-05-01 2027-05-03 -
da | D | første uge i april | 2027-04-01
da | D | om to måneder | 2027-04-05 -
da | D | efter 15. marts | 2027-03-16
da | D | kontakt mig igen den 1. marts | 2027-03-01
da | R | ferie 8.-12. februar | 2027-02-15
nb | P | tirsdag 9. februar kl 11.30 | 2027-02-09T11:30
nb | D | skriv igjen i mai | 2027-05-01 2027-05-03
nb | D | om to måneder | 2027-04-05 -
nb | D | kontakt meg igjen 1. mars | 2027-03-01
nb | R | ferie fra 8. til 12. februar | 2027-02-15
fi | P | tiistaina 9.2. klo 11.30 | 2027-02-09T11:30
fi | P | tänään klo 17 | 2027-02-05T17:00
fi | D | kirjoita uudestaan toukokuussa | 2027-05-01 2027-05-03
fi | D | kahden kuukauden päästä | 2027-04-05
fi | D | pääsiäisen jälkeen | 2027-03-30
fi | D | ota yhteyttä uudestaan 1.3. | 2027-03-01
fi | R | lomalla 8.2.-12.2. | 2027-02-15
cs | P | v úterý 9. února v 11:30 | 2027-02-09T11:30
cs | P | dnes v 17 hodin | 2027-02-05T17:00
cs | D | napište mi v květnu | 2027-05-01 2027-05-03
cs | D | za dva měsíce | 2027-04-05 -
cs | D | po 15. březnu | 2027-03-16
cs | D | ozvěte se znovu 1. března | 2027-03-01
cs | R | dovolená od 8. do 12. února | 2027-02-15
ro | P | marți, 9 februarie, la 11:30 | 2027-02-09T11:30
ro | D | scrieți-mi din nou în mai | 2027-05-01 2027-05-03
ro | D | peste două luni | 2027-04-05 -
ro | R | concediu până la 12 februarie | 2027-02-15 -
tr | P | 9 Şubat Salı saat 11:30 | 2027-02-09T11:30
tr | D | mayıs ayında tekrar yazın | 2027-05-01 2027-05-03
tr | D | iki ay sonra | 2027-04-05
tr | R | 12 Şubat'a kadar izinliyim | 2027-02-15 -
hu | P | február 9-én, kedden 11:30-kor | 2027-02-09T11:30
hu | D | keressen újra májusban | 2027-05-01 2027-05-03
hu | D | két hónap múlva | 2027-04-05 -
hu | R | február 12-ig szabadság | 2027-02-15
ru | P | во вторник, 9 февраля, в 11:30 | 2027-02-09T11:30
ru | D | напишите мне снова в мае | 2027-05-01 2027-05-03
ru | D | через два месяца | 2027-04-05 -
ru | R | в отпуске до 12 февраля | 2027-02-15 2027-02-12 -
ja | P | 2月9日11時30分でお願いします | 2027-02-09T11:30 ~2027-02-09
ja | D | 5月にまたご連絡ください | 2027-05-01 2027-05-03 -
ja | R | 2月12日まで不在です | 2027-02-15
zh | P | 2月9日上午11点半 | 2027-02-09T11:30 ~2027-02-09
zh | D | 五月再联系我 | - 2027-05-01
zh | R | 2月12日之前不在 | 2027-02-12 2027-02-15 -
en | P | I'm 45 and retired | -
en | P | we did 10/12 of the work | -
en | P | see you on the 2nd floor | -
en | P | second, third and fourth attempts failed | -
en | P | the sun sat low in may | -
en | D | I have been with them for 3 years | -
en | D | we get 20 leads a month | -
fr | P | nous sommes 10 dans l'équipe et 3 au bureau | -
es | P | somos 10 personas y 2 en mayo | -
de | D | Das hat 3 Wochen gedauert | -
nl | D | dat duurde 3 weken | -
it | D | ci sono volute 3 settimane | -
"""

THIRD_SENT = "2026-06-09T16:45"
"""A Tuesday, of ISO week 24."""

THIRD = """
en | P | Thursday 11th, 10.15am is good for me | 2026-06-11T10:15
en | P | could do tomorrow at quarter past three | 2026-06-10T15:15 ~2026-06-10
en | P | Our van breaks down every Monday at 8 | -
en | P | The inspector comes on Thursday at 2pm | -
en | P | I get my hair cut on Friday at 3 | - ~2026-06-12
en | P | let's meet Friday 3pm then | 2026-06-12T15:00
en | P | he was here on Monday at 10am | -
en | P | free Wednesday or Thursday from 2pm | ~2026-06-10+~2026-06-11 ~2026-06-11
en | P | The show starts at 7:30pm on Saturday | -
en | P | 16 June, 9:00 - 9:30 would work | ~2026-06-16 2026-06-16T09:00
en | D | Leave it until September please | 2026-09-01
en | D | come back in a quarter | - 2026-09-09
en | D | get back to me in the last week of July | 2026-07-25 2026-07-27
en | D | email me again on the 30th | 2026-06-30
en | D | We're refurbishing until August, call me then | 2026-08-01 2026-08-03
en | D | Their invoice is due on 1 July | -
en | D | I'll be a grandad in August! | -
en | D | We tried this in June last year | -
en | R | On leave from tomorrow until Friday 19 June inclusive | 2026-06-22
en | R | I'm out Monday and Tuesday only | - 2026-06-17 2026-06-10
us | P | Friday 6/12 at 11:30 am works for me | 2026-06-12T11:30
us | P | i'll be home around 5 today | - 2026-06-09T17:00
us | P | the game's on at 8 tonight lol | -
us | P | we close at 5 on Fridays | -
us | D | after the 4th of July | 2026-07-06 2026-07-05
us | D | hit me back 7/6 | 2026-07-06
us | D | next month works better | 2026-07-01
us | R | Back in office 6/15 | 2026-06-15
de | P | Mittwoch um 9.30 Uhr passt | 2026-06-10T09:30
de | P | Der Techniker war am Montag um 8 Uhr da | -
de | P | Unser Sommerfest ist am Freitag um 18 Uhr | -
de | P | Gern am Donnerstag, so gegen halb elf | 2026-06-11T10:30 ~2026-06-11
de | P | Können wir Freitag 12.6. um 15 Uhr telefonieren? | 2026-06-12T15:00
de | D | nach den Sommerferien wieder | 2026-09-01 -
de | D | ab September gerne | 2026-09-01
de | D | Melden Sie sich Ende Juli | 2026-07-25 2026-07-27 2026-07-31
de | D | Der Vertrag läuft bis Dezember | -
de | R | Ich bin ab morgen bis 19.6. im Urlaub | 2026-06-22
de | R | Ab 22.06. bin ich wieder im Büro (Urlaub) | 2026-06-22
fr | P | vendredi 12 à 14h30, c'est parfait | 2026-06-12T14:30
fr | P | le livreur passe jeudi à 9h | -
fr | P | demain à neuf heures et quart | 2026-06-10T09:15
fr | D | à la rentrée de septembre | 2026-09-01
fr | D | la dernière semaine de juillet | 2026-07-25 2026-07-27
fr | D | recontactez-moi après le 14 juillet | 2026-07-15
fr | R | Je serai absent du 15 au 19 juin | 2026-06-22
es | P | el jueves 11 a las 16:30 me va bien | 2026-06-11T16:30
es | P | el fontanero viene el lunes a las 9 | -
es | D | escríbeme a la vuelta del verano | 2026-09-01 -
es | D | la última semana de julio | 2026-07-25 2026-07-27
es | D | ping después del 15 de julio | 2026-07-16
es | R | de vacaciones hasta el 19 de junio | 2026-06-22
it | P | giovedì 11 alle 16:30 va bene | 2026-06-11T16:30
it | P | l'idraulico viene lunedì alle 9 | -
it | D | dopo Ferragosto | 2026-08-17
it | D | l'ultima settimana di luglio | 2026-07-25 2026-07-27
it | R | in ferie fino al 19 giugno | 2026-06-22
pt | P | quinta dia 11 às 16h30 serve | 2026-06-11T16:30
pt | D | na última semana de julho | 2026-07-25 2026-07-27
pt | D | depois do verão | 2026-09-01
nl | P | donderdag 11 juni om 16.30 uur past | 2026-06-11T16:30
nl | P | de monteur komt maandag om 9 uur | -
nl | D | laatste week van juli | 2026-07-25 2026-07-27
nl | D | mail me na 15 juli | 2026-07-16
nl | R | ik ben tot en met 19 juni met vakantie | 2026-06-22
pl | P | czwartek 11 czerwca o 16:30 pasuje | 2026-06-11T16:30
pl | D | proszę odezwać się po wakacjach | 2026-09-01
pl | D | po 15 lipca | 2026-07-16
pl | R | na urlopie do 19 czerwca | 2026-06-22
sv | P | torsdag 11 juni kl 16.30 passar | 2026-06-11T16:30
sv | D | sista veckan i juli | 2026-07-25 2026-07-27
sv | D | hör av dig efter midsommar | 2026-06-22 2026-06-23
sv | R | semester till 19 juni | 2026-06-22 2026-06-19
da | P | torsdag d. 11. juni kl. 16.30 passer fint | 2026-06-11T16:30
da | D | skriv til mig efter sommerferien | 2026-09-01 - 2026-08-10
da | R | ferie til og med 19. juni | 2026-06-22
nb | P | torsdag 11. juni kl. 16.30 passer | 2026-06-11T16:30
nb | D | ta kontakt etter sommeren | 2026-09-01
fi | P | torstaina 11.6. klo 16.30 sopii | 2026-06-11T16:30
fi | D | kesälomien jälkeen | 2026-09-01 - 2026-08-03
fi | R | lomalla 19.6. asti | 2026-06-22
cs | P | čtvrtek 11. června v 16:30 se hodí | 2026-06-11T16:30
cs | D | po prázdninách | 2026-09-01
cs | R | dovolená do 19. 6. | 2026-06-22
ro | P | joi 11 iunie la 16:30 | 2026-06-11T16:30
tr | P | 11 Haziran Perşembe 16:30 uygun | 2026-06-11T16:30
hu | P | csütörtök 16:30 megfelel | 2026-06-11T16:30
ru | P | четверг 11 июня в 16:30 подходит | 2026-06-11T16:30
ja | P | 6月11日16時30分で大丈夫です | 2026-06-11T16:30 ~2026-06-11
zh | P | 6月11日下午4点半可以 | 2026-06-11T16:30 ~2026-06-11
"""

FOURTH_SENT = "2026-11-17T14:10"
"""A Tuesday, of ISO week 47; local time in each row's zone. Written and labelled before its first reading."""

FOURTH = """
en | P | thurs 3ish? or fri am, whichever | ~2026-11-19 ~2026-11-19+~2026-11-20 2026-11-19T15:00+~2026-11-20 2026-11-19T15:00 ~2026-11-20
en | P | Hi Nora, Tuesday the 24th at 2.15pm works. Ref 11/12 attached. | 2026-11-24T14:15
en | P | I said the 24th, not the 25th. 11am | 2026-11-24T11:00 ~2026-11-24
en | P | Not this Thursday, the one after, 9am | 2026-11-26T09:00 ~2026-11-26 -
en | P | Friday 20th? No wait, Monday 23rd at 4pm | 2026-11-23T16:00
en | P | The engineer was supposed to come on Thursday at 9 last week | -
en | P | My appointment was 16 Nov 10am and nobody came | -
en | P | If you can't do Friday 3pm then leave it | - 2026-11-20T15:00 ~2026-11-20
en | P | I was born on 4 May 1971 | -
en | P | our fiscal year starts 1 April | -
en | P | Anything except Monday 9am | -
en | P | how about 26/11 @ 1430hrs | 2026-11-26T14:30
en | P | Between 24th and 27th, mornings only | - ~2026-11-24
en | P | 10.30 Friday, or 11.30 same day | 2026-11-20T10:30+2026-11-20T11:30
en | P | See you at the conference on 3 December at 9am, I'm a speaker | - ~2026-12-03 2026-12-03T09:00
en | P | Can't do 2pm tomorrow, 4 would be OK | 2026-11-18T16:00 ~2026-11-18 -
en | P | half 2 on wed | 2026-11-18T14:30 ~2026-11-18 -
en | P | call between 5 and 6 tonight | ~2026-11-17
en | P | Our shop opens at 8am on Monday | - ~2026-11-23
en | P | The invoice of 12 November says net 30 days | -
en | P | Caller: um, tomorrow, no sorry, Thursday, about ten in the morning | 2026-11-19T10:00 ~2026-11-19
en | P | Meet 12 Jan 2027 at noon | 2027-01-12T12:00
en | P | 2 bedrooms, 3 radiators, built 1930 | -
en | P | Ring on 0161 496 0142 after 4 | - ~2026-11-17
en | P | We've got a 10 o'clock meeting every Tuesday | -
en | D | Ask me again when my contract ends on 31 January | 2027-01-31 2027-02-01
en | D | Touch base mid-January | 2027-01-15 2027-01-11 2027-01-18 -
en | D | we'll pick this up the week commencing 11 January | 2027-01-11
en | D | Budget opens in April, write to me then | 2027-04-01
en | D | Circle back in 6 weeks | 2026-12-29
en | D | maybe next year | 2027-01-01 2027-01-04 -
en | D | I already told you in September that I'm not interested | -
en | D | We bought a new boiler in October | -
en | D | not before Easter | 2027-03-29 2027-03-30 2027-03-28 -
en | D | after the school holidays | -
en | D | Try again in a month or two | 2026-12-17 2027-01-17 -
en | D | Two years ago we would have said yes | -
en | D | I'll let you know by Friday | - 2026-11-20
en | R | Out of office: back Monday 30/11 | 2026-11-30
en | R | I'm on leave from 14 to 27 November and will answer on my return | 2026-11-30 2026-11-28
en | R | I was on leave until 16 November, sorry for the delay | -
en | R | Away w/c 23 Nov | 2026-11-30 -
en | R | I am out of the office today and return tomorrow | 2026-11-18
en | R | Annual leave 23.11-4.12, cover: Sue | 2026-12-07 2026-12-05
us | P | Wed 11/25 at 10 | 2026-11-25T10:00 ~2026-11-25
us | P | 12/1 works, 3p ET | 2026-12-01T15:00 2026-12-01T14:00
us | P | How's day after Thanksgiving at 9am | - 2026-11-27T09:00 ~2026-11-27
us | P | tmrw 930a | 2026-11-18T09:30
us | D | hit me up after the new year | 2027-01-01 2027-01-02 2027-01-04 -
us | D | Let's revisit Q1 | 2027-01-01 2027-01-04
us | R | OOO 11/23-11/27, back 11/30 | 2026-11-30
us | P | It's been broken since 11/10 at 8am | -
de | P | Passt Do 15 Uhr 30? | 2026-11-19T15:30
de | P | übermorgen um halb elf | 2026-11-19T10:30
de | P | Am Freitag kann ich nicht, Montag um 9 ginge | 2026-11-23T09:00
de | P | viertel vor vier am 24. | 2026-11-24T15:45 ~2026-11-24 -
de | P | Letzten Donnerstag um 14 Uhr war niemand da | -
de | P | zwischen 10 und 12 am Mittwoch | ~2026-11-18
de | P | Mittwoch in einer Woche um 8 | 2026-11-25T08:00 - ~2026-11-25
de | P | Der Termin vom 12.11. um 10 Uhr wurde nicht eingehalten | -
de | D | Melden Sie sich nach den Feiertagen | - 2027-01-04 2026-12-28 2027-01-07 2026-12-27
de | D | in KW 3 wieder | 2027-01-18
de | D | Ende Januar nochmal anrufen | 2027-01-25 2027-01-31 2027-01-29 -
de | D | Wir haben im März schon bestellt | -
de | D | in 14 Tagen | 2026-12-01
de | D | Anfang nächsten Jahres | 2027-01-01 2027-01-04 -
de | R | Ich bin ab dem 1.12. wieder im Büro | 2026-12-01
de | R | Bin vom 16.11. bis 20.11. auf Dienstreise | 2026-11-23 2026-11-21
de | R | Urlaub bis einschl. Fr. 27.11. | 2026-11-30
fr | P | jeudi à 15h30 ? | 2026-11-19T15:30
fr | P | pas mardi, plutôt mercredi 25 vers 10h | 2026-11-25T10:00 ~2026-11-25
fr | P | le 24 à midi et demi | 2026-11-24T12:30
fr | P | vous deviez venir lundi dernier à 8h | -
fr | D | Rappelez-moi début février | 2027-02-01 -
fr | D | d'ici un mois | 2026-12-17 -
fr | D | on a signé en juin avec un autre | -
fr | R | absente jusqu'au 27/11 inclus | 2026-11-30
fr | R | de retour le lundi 7 décembre | 2026-12-07
fr | R | En congés du 21 au 29 novembre | 2026-11-30
es | P | el viernes a las 5 de la tarde | 2026-11-20T17:00
es | P | mañana por la mañana a las 9 y media | 2026-11-18T09:30
es | P | el martes pasado a las 10 no vino nadie | -
es | P | jueves o viernes, a partir de las 16 | ~2026-11-19+~2026-11-20 - ~2026-11-19
es | D | mejor en enero | 2027-01-01 2027-01-04
es | D | dentro de tres semanas | 2026-12-08
es | R | vuelvo el 1 de diciembre | 2026-12-01
it | P | giovedì alle 14 e 30 | 2026-11-19T14:30
it | P | dopodomani alle undici | 2026-11-19T11:00
it | P | non lunedì, martedì 24 alle 9 | 2026-11-24T09:00
it | D | risentiamoci a metà gennaio | 2027-01-15 2027-01-11 2027-01-18 -
it | R | in ferie fino al 27 novembre compreso | 2026-11-30
it | R | rientro il 2/12 | 2026-12-02
pt | P | sexta às 15h | 2026-11-20T15:00
br | P | quinta que vem às 10 da manhã | 2026-11-26T10:00 2026-11-19T10:00 -
br | D | me chama depois do carnaval | - 2027-02-10 2027-02-11
pt | D | só em fevereiro | 2027-02-01
pt | R | regresso a 30 de novembro | 2026-11-30
nl | P | donderdag om half vier | 2026-11-19T15:30
nl | P | vrijdag niet, maandag om kwart over 9 wel | 2026-11-23T09:15
nl | D | bel na de kerst | 2026-12-27 2026-12-28 - 2027-01-04
nl | D | over 2 maanden | 2027-01-17 2027-01-18
nl | R | afwezig t/m 27 november | 2026-11-30
pl | P | czwartek godz. 15.30 | 2026-11-19T15:30
pl | P | pojutrze o dziesiątej | 2026-11-19T10:00
pl | D | po nowym roku | 2027-01-01 2027-01-02 2027-01-04 -
pl | R | na urlopie do 27.11 włącznie | 2026-11-30
sv | P | torsdag kl halv tre | 2026-11-19T14:30 -
sv | D | hör av dig i februari | 2027-02-01
sv | R | tillbaka måndag 30 november | 2026-11-30
da | P | fredag kl. 10.15 | 2026-11-20T10:15
da | R | jeg er tilbage d. 1/12 | 2026-12-01
nb | P | torsdag klokken 13 | 2026-11-19T13:00
nb | D | ta kontakt over nyttår | 2027-01-01 2027-01-02 2027-01-04 -
fi | P | perjantaina klo 12.30 | 2026-11-20T12:30
fi | R | palaan 30.11. | 2026-11-30
cs | P | ve čtvrtek v 15:00 | 2026-11-19T15:00
cs | D | až v lednu | 2027-01-01 2027-01-04
ro | P | joi la ora 11 | 2026-11-19T11:00
tr | P | perşembe saat 15:30 | 2026-11-19T15:30
tr | D | ocak ayında tekrar arayın | 2027-01-01 2027-01-04
hu | P | csütörtökön fél négykor | 2026-11-19T15:30 -
ru | P | в четверг в 15:30 | 2026-11-19T15:30
ru | P | в прошлый вторник в 10 никто не приехал | -
ru | R | вернусь 30 ноября | 2026-11-30
ja | P | 11月19日の午後3時はいかがですか | 2026-11-19T15:00
ja | R | 11月27日まで休暇です | 2026-11-28 2026-11-30 2026-11-27
zh | P | 周四下午三点可以吗 | 2026-11-19T15:00
zh | R | 休假至11月27日 | 2026-11-28 2026-11-30 2026-11-27
"""

FIFTH_SENT = "2026-08-12T08:50"
"""A Wednesday, of ISO week 33; local time in each row's zone. Written after the fourth table was mended, to mislead."""

FIFTH = """
en | P | I'm free Thursday, I mean Friday, at 11 | 2026-08-14T11:00 ~2026-08-14
en | P | Tuesday next week at 10, though my boss prefers 14:00 | 2026-08-18T10:00 2026-08-18T10:00+2026-08-18T14:00 2026-08-18T14:00 ~2026-08-18
en | P | Your engineer is booked for Friday 9am, is that still on? | - 2026-08-14T09:00 ~2026-08-14
en | P | Can we move Thursday 10am to the same time on Monday? | 2026-08-17T10:00 ~2026-08-17 -
en | P | The quote you sent on 3 August expires on 31 August | -
en | P | Let me check and revert by Monday 5pm | -
en | P | Anytime but not Friday afternoon | -
en | P | My wife's birthday is 15 August so not then | -
en | P | 7.30pm Thursday, or 8 if the kids are asleep | 2026-08-13T19:30 2026-08-13T19:30+2026-08-13T20:00 ~2026-08-13
en | P | We close at 5 on Fridays | -
en | P | It broke on Monday at 3pm and again this morning | -
en | P | how about 31/9 at 10 | -
en | P | two weeks from Thursday at 9:15 | 2026-08-27T09:15 -
en | P | Monday bank holiday is out, Tuesday 1 Sept 2pm is in | 2026-09-01T14:00
en | P | The 13th or 14th, whichever, 4ish | ~2026-08-13+~2026-08-14 2026-08-13T16:00+2026-08-14T16:00 ~2026-08-13 - ~2026-08-14 2026-08-14T16:00
en | D | We are not looking until our lease is up in 2028 | 2028-01-01 2028-01-03 -
en | D | Ping me the Monday after the bank holiday | - 2026-09-07
en | D | in a couple of months | 2026-10-12 -
en | D | Not this quarter, the one after | - 2027-01-01
en | D | I retired last June | -
en | D | sometime after 1st Sept | 2026-09-01 2026-09-02
en | R | I'll be away Thurs and Fri only | - 2026-08-17 2026-08-15
en | R | out until further notice | -
en | R | I am on leave 17-21 August. For the 24th please ask Sue. | 2026-08-24 2026-08-22
us | P | 8/14 or 8/17 at 2pm ET | 2026-08-17T13:00 ~2026-08-14+2026-08-17T13:00 2026-08-14T13:00+2026-08-17T13:00 2026-08-17T14:00 ~2026-08-14+~2026-08-17
us | D | after Labor Day | 2026-09-08 -
us | R | OOO thru 8/21 | 2026-08-24 2026-08-22
de | P | Nicht diesen Freitag, sondern den darauf, 10 Uhr | 2026-08-21T10:00 ~2026-08-21 -
de | P | Heute in acht Tagen um 9 | 2026-08-19T09:00 2026-08-20T09:00 -
de | P | Freitag früh um halb acht | 2026-08-14T07:30
de | P | Der Techniker sollte gestern um 8 kommen | -
de | P | Ihr Angebot vom 3.8. gilt bis 31.8.? | -
de | D | Nach den Sommerferien | - 2026-09-01
de | R | Urlaub vom 10. bis 23.8., Vertretung Frau Kern | 2026-08-24
fr | P | pas ce vendredi, le suivant, à 9h | 2026-08-21T09:00 ~2026-08-21 -
fr | P | lundi en huit à 14h | 2026-08-24T14:00 -
fr | P | mon ancien contrat date du 12 mai | -
fr | D | à la rentrée | - 2026-09-01
es | P | este viernes no, el siguiente a las 11 | 2026-08-21T11:00 ~2026-08-21 -
es | P | el lunes que viene a las 9 y 15 | 2026-08-17T09:15
es | R | cerrado por vacaciones del 10 al 28 de agosto | 2026-08-31 2026-08-29
it | P | non questo venerdì ma quello dopo alle 10 | 2026-08-21T10:00 ~2026-08-21 -
it | P | dopo Ferragosto, lunedì 17 alle 9 | 2026-08-17T09:00
it | D | a settembre | 2026-09-01
pt | P | quarta às 10 e 30 | 2026-08-19T10:30 2026-08-12T10:30
nl | P | vrijdag over een week om 10 uur | 2026-08-21T10:00 - 2026-08-28T10:00
nl | R | vakantie t/m 21 aug | 2026-08-24 2026-08-22
pl | P | nie w ten piątek, w następny o 9 | 2026-08-21T09:00 ~2026-08-21 -
pl | D | po wakacjach | - 2026-09-01
sv | P | inte på fredag utan fredagen efter kl 10 | 2026-08-21T10:00 ~2026-08-21 -
da | D | efter sommerferien | - 2026-09-01
ja | P | 8月14日午前10時 | 2026-08-14T10:00 ~2026-08-14
ru | P | не в эту пятницу, а в следующую в 10 | 2026-08-21T10:00 ~2026-08-21 -
tr | P | bu cuma değil, gelecek cuma saat 10 | 2026-08-21T10:00 ~2026-08-21 -
"""
