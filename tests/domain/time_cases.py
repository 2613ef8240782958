# ruff: noqa: E501 - a table of cases
"""What people write about when, and what a careful reader takes from it, by language.

Everything is written on Tuesday 12 May 2026 at 9:00, in the zone of the language. `-` is nothing: not said, or not
certain. Several readings that a careful person would accept are parted by blanks, the best first.
"""

ZONES = {
    "en": "Europe/London",
    "us": "America/New_York",
    "de": "Europe/Berlin",
    "fr": "Europe/Paris",
    "es": "Europe/Madrid",
    "it": "Europe/Rome",
    "pt": "Europe/Lisbon",
    "nl": "Europe/Amsterdam",
    "pl": "Europe/Warsaw",
    "sv": "Europe/Stockholm",
    "da": "Europe/Copenhagen",
    "fi": "Europe/Helsinki",
    "cs": "Europe/Prague",
}

RETURNS = """
en | I am out of the office until Monday 18 May. | 2026-05-18
en | I'm on annual leave, back on 1st June. | 2026-06-01
en | Out of office from 11 May through 22 May inclusive. | 2026-05-25
en | I will be returning to the office on Wednesday, May 27th. | 2026-05-27
en | On leave until 12.06.2026, please contact my colleague. | 2026-06-12
en | I'm away with no access to email. I'll reply when I can. | -
en | I am currently on parental leave and will be back in January. | -
en | Back on the 18th. I am on holiday. | 2026-05-18
en | I was on holiday last week and am back now. | -
en | I'm out of the office today and will be back tomorrow. | 2026-05-13
en | Our offices are closed for stocktaking and reopen on Tuesday 19 May. | 2026-05-19
en | Out of office: I left on 4 May and return 20/05. | 2026-05-20
en | I am out of the office until 3/4/2027. | 2027-04-05 2027-04-03
en | I will be out of the office from Thursday 14 May, returning Tuesday 19 May at 9am. | 2026-05-19
en | I'm travelling this week, replies will be slow. | -
us | I will be out of the office until 06/03/2026. | 2026-06-03
us | I am out of office 5/11 - 5/15 and will return on Monday, 5/18. | 2026-05-18
us | OOO until Tuesday, May 26. | 2026-05-26
us | Thanks for your note! I'm out through Friday, May 15th. | 2026-05-18
de | Ich bin bis einschließlich 22.05.2026 nicht im Büro. | 2026-05-25
de | Ich bin ab dem 1. Juni wieder erreichbar. Bis dahin bin ich im Urlaub. | 2026-06-01
de | Vielen Dank für Ihre Nachricht. Ich befinde mich vom 11.05. bis 15.05.2026 im Urlaub und bin am 18.05.2026 wieder für Sie da. | 2026-05-18
de | Derzeit bin ich in Elternzeit und kehre im Januar 2027 zurück. | -
de | Bin am Donnerstag, den 21. Mai, zurück im Büro. | 2026-05-21
de | Ich bin diese Woche auf Dienstreise und nur eingeschränkt erreichbar. | -
de | Unser Betrieb ist vom 3. bis zum 21. August wegen Betriebsferien geschlossen. | 2026-08-24
fr | Je suis absent jusqu'au vendredi 22 mai inclus. | 2026-05-25
fr | Actuellement en congés, de retour le 1er juin. | 2026-06-01
fr | Absente du bureau du 11 au 15 mai, je reviens le lundi 18. | 2026-05-18
fr | Je suis en déplacement avec un accès limité à mes mails. | -
fr | Notre cabinet est fermé du 13/05/2026 au 15/05/2026. | 2026-05-18
es | Estoy fuera de la oficina hasta el 20 de mayo. | 2026-05-21
es | Estaré de vacaciones del 11 al 22 de mayo y vuelvo el lunes 25. | 2026-05-25
es | Me reincorporo el 1 de junio. Estoy de baja. | 2026-06-01
es | Estoy de viaje y contestaré en cuanto pueda. | -
it | Sono in ferie fino al 22 maggio compreso. | 2026-05-25
it | Sarò assente fino a venerdì 15 maggio. Rientrerò lunedì 18 maggio. | 2026-05-18
it | Torno in ufficio il 3 giugno, sono fuori sede. | 2026-06-03
it | L'ufficio è chiuso e riapre il 25/05/2026. | 2026-05-25
pt | Estou de férias até 22 de maio. | 2026-05-25
pt | Estou ausente e regresso no dia 1 de junho. | 2026-06-01
pt | Estarei fora do escritório de 11 a 15 de maio, volto na segunda-feira dia 18. | 2026-05-18
nl | Ik ben afwezig tot en met 22 mei. | 2026-05-25
nl | Ik ben met vakantie en vanaf 1 juni weer bereikbaar. | 2026-06-01
nl | Ik ben maandag 18 mei terug op kantoor. Nu geniet ik van mijn vakantie. | 2026-05-18
nl | Wegens ziekte ben ik beperkt bereikbaar. | -
pl | Jestem na urlopie do 22 maja włącznie. | 2026-05-25
pl | Przebywam na urlopie, wracam 1 czerwca. | 2026-06-01
pl | Jestem poza biurem od 11.05 do 15.05.2026, będę dostępna od 18.05.2026. | 2026-05-18
sv | Jag har semester till och med 22 maj. | 2026-05-25
sv | Jag är ledig och åter på kontoret måndag 18 maj. | 2026-05-18
sv | Jag är föräldraledig och tillbaka den 1 september. | 2026-09-01
da | Jeg holder ferie til og med den 22. maj. | 2026-05-25
da | Jeg er på ferie og er tilbage mandag den 18. maj. | 2026-05-18
da | Jeg er ikke på kontoret, men er tilbage d. 1. juni. | 2026-06-01
fi | Olen lomalla 22.5. asti. | 2026-05-25
fi | Olen vuosilomalla ja palaan töihin 1.6.2026. | 2026-06-01
fi | Olen virkamatkalla, tavoitettavissa jälleen maanantaina 18.5. | 2026-05-18
cs | Jsem na dovolené do 22. 5. včetně. | 2026-05-25
cs | Mám dovolenou, zpět budu v pondělí 18. května. | 2026-05-18
cs | Nejsem v kanceláři, vracím se 1. června 2026. | 2026-06-01
en | I'm out of the office with limited access until Monday. | 2026-05-18
en | Thank you for your email. I am currently out of the office and will return on 05/26. | -  2026-05-26
en | I will be back in the office on Monday (18 May). | 2026-05-18
en | I'm on vacation Mon 11 May - Fri 22 May. | 2026-05-25
en | I am away from 5th May to 19th May. | 2026-05-20
en | On leave from 11.05.26 until 29.05.26. | 2026-06-01 2026-05-29
en | I'm off sick today. | -
en | I'm currently out of office, returning on 2026-05-20. | 2026-05-20
en | I'll be back in two weeks. I'm on annual leave. | 2026-05-26
en | Out of the office until June. | - 2026-06-01
en | I am out of the office until 9am on Thursday 14 May. | 2026-05-14
en | We are closed on 25 May for the bank holiday and will reopen on 26 May. | 2026-05-26
en | I have left the company as of 30 April. | -
en | Your message was received on 11 May. I am out of the office. | -
en | I'm at a conference until Thursday and will reply on Friday. | 2026-05-15
en | Away until 25th May. For urgent matters call 020 7946 0182 before 18 May. | 2026-05-25
us | I am out of the office until 6/1. | 2026-06-01
us | I'll be back Monday, June 1st. PTO until then. | 2026-06-01
us | I will return on Tuesday 5/26/26. Currently on vacation. | 2026-05-26
us | Out of office. Back 5/18. | 2026-05-18
de | Ich bin bis zum 22.5. im Urlaub. | 2026-05-25
de | Ich bin vom 11. bis 22. Mai 2026 abwesend. | 2026-05-25
de | Am 26.05. bin ich wieder im Büro. Derzeit nicht erreichbar. | 2026-05-26
de | Abwesend bis Freitag, 15.05.2026. | 2026-05-18
de | Ich bin erst am Montag wieder im Haus. | 2026-05-18
de | Ich bin ab Montag, 18.05., wieder erreichbar. | 2026-05-18
de | Ihre Mail vom 11.05. habe ich erhalten, bin aber im Urlaub. | -
de | Bis inkl. 29.05. bin ich in Elternzeit. | 2026-06-01
fr | Je suis en congés du 4 au 22 mai. | 2026-05-25
fr | Je serai de retour au bureau le mardi 26 mai 2026. Absent. | 2026-05-26
fr | Absent jusqu'à lundi. | 2026-05-19 2026-05-18
fr | Je serai à nouveau joignable à partir du 1er juin, en congé d'ici là. | 2026-06-01
es | Estoy de vacaciones y regreso el 25/05/2026. | 2026-05-25
es | No estaré disponible hasta el lunes 18 de mayo. | 2026-05-19 2026-05-18
es | Estaré ausente del 12 al 15 de mayo, ambos inclusive. | 2026-05-18
it | Sono assente dal 11 al 15 maggio. | 2026-05-18
it | Sarò nuovamente operativo dal 25 maggio, ora in ferie. | 2026-05-25
it | In ferie fino al 5/6. | 2026-06-08
pt | Estou ausente até dia 18/05/2026. | 2026-05-19
pt | Estarei de volta a partir de 1 de junho, estou de férias. | 2026-06-01
nl | Ik ben met verlof t/m vrijdag 22 mei. | 2026-05-25
nl | Afwezig van 11 mei tot en met 15 mei. | 2026-05-18
nl | Ik ben er weer op 1-6-2026. Vakantie! | 2026-06-01
pl | Nieobecna do 15.05. Wracam w poniedziałek 18.05. | 2026-05-18
pl | Na urlopie od 11 do 22 maja. | 2026-05-25
sv | Jag är på semester t.o.m. 22/5. | 2026-05-25
sv | Jag är åter den 25 maj. Frånvarande. | 2026-05-25
da | Jeg er på ferie fra d. 11. maj til og med d. 22. maj. | 2026-05-25
da | Jeg er tilbage på kontoret den 26/5. Ferie. | 2026-05-26
fi | Olen lomalla 11.5.-22.5.2026. | 2026-05-25
fi | Palaan 25. toukokuuta. Lomalla. | 2026-05-25
cs | Mám dovolenou od 11.5. do 22.5.2026. | 2026-05-25
cs | Budu zpět v pondělí 25.5. Dovolená. | 2026-05-25
en | Hi, I'm on leave w/c 11 May and back w/c 18 May. | - 2026-05-18
en | I am on a business trip until the 19th with intermittent access to email. | 2026-05-19
en | Thanks for your email dated 11 May. I'm out of office until 18 May and will get back to you as soon as possible after that. | 2026-05-18
en | I'll be out of the office Wednesday and Thursday, returning Friday. | 2026-05-15
en | I am on maternity leave until February 2027. | -
en | Our team is at SaaStr May 12-14. We'll be back at our desks on May 15. Out of office. | 2026-05-15
en | I'm OOO today, 12 May. | -
en | Annual leave: 9th May - 17th May inclusive. | 2026-05-18
en | I am currently travelling and will be back in the office on Monday the 18th. If urgent, text me before Friday. | 2026-05-18
en | The school is closed for half term and will reopen on Monday 1st June 2026 at 8.30am. | 2026-06-01
en | I no longer check this inbox. | -
en | Away from my desk. Return: 18/05/2026 | 2026-05-18
us | Out of the office through Memorial Day, back on the 26th. | 2026-05-26
us | I'm on PTO and will be back on Wed., May 20. | 2026-05-20
us | OOO 5/11-5/15, back Mon 5/18 | 2026-05-18
de | Ich bin im Urlaub und ab 26.5.26 wieder da. | 2026-05-26
de | Ich bin vom 11. Mai bis einschl. 22. Mai nicht erreichbar. | 2026-05-25
de | Heute bin ich nicht im Büro, morgen wieder. | 2026-05-13
de | Unser Büro ist am 14. und 15. Mai geschlossen. Ab Montag, dem 18. Mai, sind wir wieder für Sie da. | 2026-05-18
de | Rückkehr: 01.06.2026. Abwesenheitsnotiz | 2026-06-01
de | Bis Pfingsten bin ich nicht im Büro. | -
fr | Je suis absente jusqu'au lundi 18 mai, retour le mardi 19. | 2026-05-19
fr | Nos bureaux seront fermés du jeudi 14 au dimanche 17 mai 2026 inclus. | 2026-05-18
fr | De retour le 26/05/26. Congés annuels. | 2026-05-26
es | Estoy de baja médica sin fecha de regreso. | -
es | Vuelvo a la oficina el próximo lunes 18. Vacaciones. | 2026-05-18
it | Sono fuori ufficio fino a lunedì prossimo. | - 2026-05-18 2026-05-19
it | Rientro previsto: 25.05.2026. In ferie. | 2026-05-25
pt | Encontro-me de licença até ao dia 31 de maio, inclusive. | 2026-06-01
nl | Ik ben vandaag afwezig, morgen ben ik weer bereikbaar. | 2026-05-13
nl | Tot en met vrijdag 15 mei ben ik op dienstreis. | 2026-05-18
pl | Jestem na zwolnieniu lekarskim do odwołania. | -
pl | Wracam do biura w środę, 20 maja. Urlop. | 2026-05-20
sv | Jag är borta v. 21 och tillbaka måndagen den 25 maj. Semester. | 2026-05-25
da | Jeg har barsel og er tilbage igen til august. | -
fi | Olen poissa toimistolta 18.5. saakka. | 2026-05-19
cs | Do 17. května čerpám dovolenou. | 2026-05-18
"""

DEFERRALS = """
en | Not now, try me again in 3 weeks. | 2026-06-02
en | Reach out in September please. | 2026-09-01
en | Circle back after the summer. | 2026-09-01 2026-08-31
en | Can you get back to me at the end of June? | 2026-06-25 2026-06-26 2026-06-29 2026-06-30
en | Ping me in the new year. | 2027-01-04 2027-01-01 2027-01-02
en | Check back in Q3. | 2026-07-01
en | Let's touch base early next month. | 2026-06-01
en | Please follow up in mid-October. | 2026-10-15
en | Contact me after 15 June. | 2026-06-16
en | We're under contract until March 2027, talk then. | 2027-03-01
en | Come back to me in six months. | 2026-11-12
en | Not before July. | 2026-07-01
en | Maybe later this year. | -
en | Let me think about it and I'll get back to you. | -
en | Our contract ends in December. | -
en | We launched in March. | -
en | Try again next week. | 2026-05-18
en | Wait until after Easter, then write again. | 2027-03-30 2027-03-29
en | Send it over, I'll look at it next week. | - 2026-05-18
en | I'm swamped until 1 June, ping me after that. | 2026-06-02 2026-06-01
en | Revisit this in 2027. | 2027-01-01 2027-01-04
us | hit me up after memorial day | 2026-05-26
us | circle back in the fall | - 2026-09-01 2026-09-22 2026-09-23
de | Melden Sie sich bitte im September wieder. | 2026-09-01
de | Im Moment nicht, kommen Sie in 6 Wochen nochmal auf mich zu. | 2026-06-23
de | Erst wieder nach den Sommerferien bitte. | 2026-09-01 2026-08-31
de | Rufen Sie mich nächsten Monat nochmal an. | 2026-06-01
de | Anfang Juli können wir gern wieder sprechen. | 2026-07-01
de | Bitte erst im neuen Jahr wieder melden. | 2027-01-04 2027-01-01 2027-01-02
de | Kontaktieren Sie uns im 3. Quartal erneut. | 2026-07-01
de | Mitte August passt besser, melden Sie sich dann. | 2026-08-15
de | Unser Vertrag läuft noch bis Ende 2027. | - 2027-12-01 2028-01-01
fr | Recontactez-moi en septembre. | 2026-09-01
fr | Pas maintenant, rappelez-moi dans 3 semaines. | 2026-06-02
fr | Revenez vers moi après les vacances d'été. | 2026-09-01
fr | On en reparle à la rentrée. | 2026-09-01
fr | Relancez-moi début juillet. | 2026-07-01
fr | Recontactez-nous le mois prochain. | 2026-06-01
fr | Voyons cela l'année prochaine. | 2027-01-01 2027-01-04
es | Contácteme en septiembre. | 2026-09-01
es | Ahora no, llámame dentro de 3 semanas. | 2026-06-02
es | Hablamos después del verano. | 2026-09-01
es | Escríbeme a principios de julio. | 2026-07-01
es | Volvamos a hablar el mes que viene. | 2026-06-01
es | Retomemos el tema en el tercer trimestre. | 2026-07-01
it | Mi ricontatti a settembre. | 2026-09-01
it | Ora no, risentiamoci tra 3 settimane. | 2026-06-02
it | Sentiamoci dopo l'estate. | 2026-09-01
it | Mi richiami il mese prossimo. | 2026-06-01
it | Ci risentiamo a inizio luglio. | 2026-07-01
pt | Contacte-me em setembro. | 2026-09-01
pt | Agora não, volte a ligar daqui a 3 semanas. | 2026-06-02
pt | Falamos depois do verão. | 2026-09-01
pt | Voltem a falar comigo no próximo mês. | 2026-06-01
nl | Neem in september weer contact op. | 2026-09-01
nl | Nu niet, probeer het over 3 weken nog eens. | 2026-06-02
nl | Kom volgende maand bij me terug. | 2026-06-01
nl | Laten we begin juli weer contact hebben. | 2026-07-01
pl | Proszę o kontakt we wrześniu. | 2026-09-01
pl | Teraz nie, proszę odezwać się za 3 tygodnie. | 2026-06-02
pl | Wróćmy do tematu w przyszłym miesiącu. | 2026-06-01
pl | Odezwijcie się po wakacjach. | 2026-09-01
sv | Hör av dig i september. | 2026-09-01
sv | Inte nu, återkom om 3 veckor. | 2026-06-02
sv | Ring igen nästa månad. | 2026-06-01
sv | Återkom efter sommaren. | 2026-09-01
da | Kontakt mig i september. | 2026-09-01
da | Ikke nu, vend tilbage om 3 uger. | 2026-06-02
da | Skriv igen næste måned. | 2026-06-01
da | Lad os tale sammen efter sommerferien. | 2026-09-01
fi | Ota yhteyttä syyskuussa. | 2026-09-01
fi | Ei nyt, palataan asiaan kolmen viikon kuluttua. | 2026-06-02
fi | Palataan asiaan ensi kuussa. | 2026-06-01
fi | Ollaan yhteydessä kesän jälkeen. | 2026-09-01
cs | Ozvěte se v září. | 2026-09-01
cs | Teď ne, ozvěte se za 3 týdny. | 2026-06-02
cs | Vraťme se k tomu příští měsíc. | 2026-06-01
cs | Ozvěte se po prázdninách. | 2026-09-01
en | Could you try me again around mid-August? | 2026-08-15
en | Sorry, budget freeze until January. Touch base then? | 2027-01-01
en | Let's reconnect in the second half of the year. | 2026-07-01
en | Not a priority until Q4. | 2026-10-01
en | in a couple of months maybe, too busy now | 2026-07-12
en | Please contact me again on 1 September. | 2026-09-01
en | Give me a shout in a fortnight. | 2026-05-26
en | We'll be ready to talk after the school holidays. | - 2026-09-01
en | We renew in November so ping me in October. | 2026-10-01
en | I'm on holiday until the 25th, give me a call after that. | 2026-05-26 2026-05-25
en | Can you call back tomorrow afternoon? | -
en | Call me next week. | 2026-05-18
en | We tried this last year and it didn't work. | -
en | We've been using it since 2019. | -
en | The event is in September. | -
en | Christmas is crazy, try in the new year | 2027-01-04 2027-01-01
en | I'll be in touch in June. | 2026-06-01 -
en | Happy to chat in the week of 8 June. | 2026-06-08 -
en | Not this quarter. Next quarter works. | 2026-07-01
en | ask me in july | 2026-07-01
en | try me again monday | 2026-05-18
us | after labor day pls | 2026-09-08
us | let's talk again after thanksgiving | 2026-11-27 2026-11-30
us | check back 6/15 | 2026-06-15
de | Fragen Sie im Herbst nochmal nach. | - 2026-09-01
de | Bitte in KW 30 nochmals melden. | 2026-07-20
de | Aktuell kein Bedarf, gerne in 2 Monaten wieder. | 2026-07-12
de | Nach dem 15. Juni gerne. | 2026-06-16
de | Nicht vor September. | 2026-09-01
de | Melden Sie sich doch Ende Juni. | 2026-06-25 2026-06-30
de | nächste Woche bitte nochmal anrufen | 2026-05-18
de | Wir haben im Juni Messe, danach gerne. | 2026-07-01 -
fr | Rappelez-moi la semaine prochaine. | 2026-05-18
fr | Reprenons contact mi-juin. | 2026-06-15
fr | Pas avant septembre. | 2026-09-01
fr | Recontactez-moi dans un mois. | 2026-06-12
fr | On est débordés jusqu'à fin juin. | - 2026-06-25 2026-06-30 2026-07-01
fr | Je préfère en reparler après le 15 juin. | 2026-06-16
es | Llámame la semana que viene. | 2026-05-18
es | No antes de septiembre. | 2026-09-01
es | Escríbame a mediados de junio. | 2026-06-15
es | Contáctenos en un mes. | 2026-06-12
es | Mejor después de las vacaciones. | 2026-09-01
it | Mi richiami la settimana prossima. | 2026-05-18
it | Non prima di settembre. | 2026-09-01
it | Riparliamone a fine giugno. | 2026-06-25 2026-06-30
it | Ci sentiamo dopo le ferie. | 2026-09-01
pt | Ligue-me na próxima semana. | 2026-05-18
pt | Só depois das férias. | 2026-09-01
pt | Volte a contactar em meados de junho. | 2026-06-15
nl | Bel me volgende week. | 2026-05-18
nl | Niet voor september. | 2026-09-01
nl | Na de zomer graag. | 2026-09-01
nl | Eind juni mag je me weer mailen. | 2026-06-25 2026-06-30
pl | Proszę zadzwonić w przyszłym tygodniu. | 2026-05-18
pl | Nie wcześniej niż we wrześniu. | 2026-09-01
pl | Po 15 czerwca możemy porozmawiać. | 2026-06-16
sv | Ring mig nästa vecka. | 2026-05-18
sv | Tidigast i september. | 2026-09-01
sv | Hör av dig i mitten av juni. | 2026-06-15
da | Ring i næste uge. | 2026-05-18
da | Tidligst til september. | 2026-09-01
da | Kontakt mig i midten af juni. | 2026-06-15
fi | Soita ensi viikolla. | 2026-05-18
fi | Aikaisintaan syyskuussa. | 2026-09-01
fi | Ota yhteyttä kesäkuun puolivälissä. | 2026-06-15
cs | Zavolejte příští týden. | 2026-05-18
cs | Nejdříve v září. | 2026-09-01
cs | Ozvěte se v polovině června. | 2026-06-15
en | Mate, flat out till EOFY, hit me in July | 2026-07-01
en | pls chk back in 2 mths | 2026-07-12
en | We just signed a 12 month deal with someone else so maybe this time next year. | - 2027-05-12
en | I don't need it before October, ring me then | 2026-10-01
en | Let's do this in H2 | 2026-07-01 -
en | could you follow up with me on the 1st of july? | 2026-07-01
en | not until my boss is back on 8 June, try me after | 2026-06-09 2026-06-08
en | I'm about to go on mat leave, contact Sam in the meantime | -
en | we're moving offices in June so let's talk in July | 2026-07-01
en | Too early for us, we open in 2028 | -
en | Now is good, call me. | -
en | I'll get back to you in a week or two | - 2026-05-26 2026-05-19
en | let's revisit after our Q2 close | -
en | Next year is when our budget opens, reach out in January. | 2027-01-01
en | Drop me a line towards the end of the summer | - 2026-08-25 2026-08-31 2026-09-01
us | try back in Nov after the election | 2026-11-01 -
us | swamped thru end of may. june is better, email me then | 2026-06-01
de | Gerade keine Zeit, ab August wieder. | 2026-08-01
de | Vor Oktober macht das keinen Sinn, melden Sie sich dann. | 2026-10-01
de | Das Thema ist für 2027 eingeplant, melden Sie sich bitte Anfang des Jahres. | - 2027-01-01
de | In 14 Tagen gerne nochmal. | 2026-05-26
de | Ich bin bis 5. Juni im Urlaub, danach gerne. | 2026-06-08 2026-06-06
fr | Je suis sous l'eau, on peut se recontacter courant juin ? | - 2026-06-15 2026-06-01
fr | Relancez-moi d'ici deux mois. | 2026-07-12
fr | À partir de septembre, oui. | 2026-09-01
es | Estamos cerrando el trimestre, escríbeme en julio. | 2026-07-01
es | Búscame en un par de meses | 2026-07-12
it | Siamo in chiusura di bilancio, ci risentiamo a luglio. | 2026-07-01
it | Mi scriva tra un paio di settimane | 2026-05-26
pt | Estamos com o orçamento fechado até julho, fale comigo depois. | 2026-07-01 2026-08-01
nl | Over een maand of twee mag u weer bellen. | 2026-07-12 2026-06-12 -
pl | Budżet mamy dopiero od stycznia, proszę wtedy o kontakt. | 2027-01-01
sv | Vi har inte tid förrän i augusti, hör av dig då. | 2026-08-01
da | Vi har først budget til januar, kontakt os der. | 2027-01-01
fi | Budjetti avautuu tammikuussa, ota silloin yhteyttä. | 2027-01-01
cs | Zkuste to za měsíc. | 2026-06-12
"""

PROPOSALS = """
en | Could we do Thursday at 3pm? | 2026-05-14T15:00
en | How about Friday 15 May at 10:30? | 2026-05-15T10:30
en | I'm free tomorrow at 11. | 2026-05-13T11:00
en | Next Monday at 9am works for me. | 2026-05-18T09:00
en | Thursday or Friday at 2pm? | 2026-05-14T14:00 2026-05-15T14:00
en | Can't do Thursday, but Friday at noon is fine. | 2026-05-15T12:00
en | Any time Thursday afternoon. | -
en | Thursday after 3. | -
en | We met last Thursday at 3pm. | -
en | I never take calls on Friday at 10. | -
en | Call me at 7 on Thursday. | -
en | Let's say 3pm Paris time on Thursday. | 2026-05-14T14:00
en | Thursday 3pm your time? | -
en | 24/7 support is what we need, 50/50 split. | -
en | We are 14 people and need 3 licences by 2027. | -
en | Version 2.10 costs $12.30 per seat. | -
us | Thursday at 4 EST works. | 2026-05-14T16:00
us | How about 5/14 at 2pm PT? | 2026-05-14T17:00
us | Let's do Thu 5/14 10:30am | 2026-05-14T10:30
de | Wie wäre es am Donnerstag um 15 Uhr? | 2026-05-14T15:00
de | Mir passt der 15.05. um 10:30 Uhr. | 2026-05-15T10:30
de | Morgen um halb drei? | 2026-05-13T14:30
de | Nächsten Montag um 9 Uhr vormittags. | 2026-05-18T09:00
de | Donnerstag geht nicht, Freitag um viertel nach zwei wäre gut. | 2026-05-15T14:15
de | Donnerstagnachmittag irgendwann. | -
fr | Jeudi à 15h vous convient ? | 2026-05-14T15:00
fr | Plutôt vendredi 15 mai à 10h30. | 2026-05-15T10:30
fr | Demain à 14 heures ? | 2026-05-13T14:00
fr | Pas jeudi, vendredi à midi. | 2026-05-15T12:00
es | ¿Podemos el jueves a las 3 de la tarde? | 2026-05-14T15:00
es | Mejor el viernes 15 a las 10:30. | 2026-05-15T10:30
es | Mañana a las 11 de la mañana. | 2026-05-13T11:00
it | Giovedì alle 15 va bene? | 2026-05-14T15:00
it | Meglio venerdì 15 maggio alle 10.30. | 2026-05-15T10:30
it | Domani alle 11 e mezza? | 2026-05-13T11:30
pt | Pode ser quinta-feira às 15h? | 2026-05-14T15:00
pt | Prefiro sexta, dia 15, às 10h30. | 2026-05-15T10:30
pt | Amanhã às 11 da manhã. | 2026-05-13T11:00
nl | Kan donderdag om 15.00 uur? | 2026-05-14T15:00
nl | Liever vrijdag 15 mei om half elf. | 2026-05-15T10:30
nl | Morgen om 11 uur? | 2026-05-13T11:00
pl | Może czwartek o 15:00? | 2026-05-14T15:00
pl | Wolę piątek 15 maja o 10:30. | 2026-05-15T10:30
pl | Jutro o jedenastej? | 2026-05-13T11:00
sv | Kan vi ta torsdag kl 15? | 2026-05-14T15:00
sv | Hellre fredag den 15 maj kl. 10.30. | 2026-05-15T10:30
sv | Imorgon klockan 11? | 2026-05-13T11:00
da | Kan vi sige torsdag kl. 15? | 2026-05-14T15:00
da | Hellere fredag d. 15. maj kl. 10.30. | 2026-05-15T10:30
da | I morgen kl. 11? | 2026-05-13T11:00
fi | Kävisikö torstaina klo 15? | 2026-05-14T15:00
fi | Mieluummin perjantaina 15.5. klo 10.30. | 2026-05-15T10:30
fi | Huomenna kello 11? | 2026-05-13T11:00
cs | Šlo by to ve čtvrtek v 15:00? | 2026-05-14T15:00
cs | Raději v pátek 15. 5. v 10:30. | 2026-05-15T10:30
cs | Zítra v 11? | 2026-05-13T11:00
en | Tuesday 19 May, 9am or 11am | 2026-05-19T09:00 2026-05-19T11:00
en | Does 3.30pm on Thursday suit? | 2026-05-14T15:30
en | Thursday 14th, 15:00 BST | 2026-05-14T15:00
en | thurs 2ish? | -
en | Thursday between 2 and 4 | -
en | 9am tomorrow works | 2026-05-13T09:00
en | I have a meeting Thursday at 3pm, so can't. | -
en | My flight lands Thursday at 3pm. | -
en | Not Thursday at 3pm, Friday at 4pm | 2026-05-15T16:00
en | We can do Monday 18th at half past ten | 2026-05-18T10:30
en | quarter to four on Friday | 2026-05-15T15:45
en | Let's meet today at 4pm | 2026-05-12T16:00
en | Let's meet today at 8am | -
en | The webinar was on 7 May at 10am | -
en | Thursday at 15:00 UTC | 2026-05-14T16:00
en | Our office hours are 9am to 5pm | -
en | Thursday 9am-10am | -
us | Thursday at noon ET works | 2026-05-14T12:00
us | 2pm Pacific on Friday? | 2026-05-15T17:00
us | 5/14 3pm | 2026-05-14T15:00
de | Freitag, 15. Mai, 14:30 Uhr | 2026-05-15T14:30
de | Wir könnten uns am 20. Mai um 9 Uhr treffen. | 2026-05-20T09:00
de | übermorgen um 16 Uhr? | 2026-05-14T16:00
de | Do, 14.5., 15h | 2026-05-14T15:00
de | Mittwoch in einer Woche um 10 Uhr | -
fr | Le 20 mai à 9h ? | 2026-05-20T09:00
fr | Vendredi à quinze heures trente | 2026-05-15T15:30
fr | après-demain à 16h | 2026-05-14T16:00
es | El 20 de mayo a las 9:00 | 2026-05-20T09:00
es | pasado mañana a las 4 de la tarde | 2026-05-14T16:00
it | Il 20 maggio alle 9 | 2026-05-20T09:00
it | dopodomani alle 16 | 2026-05-14T16:00
pt | Dia 20 de maio às 9h | 2026-05-20T09:00
nl | 20 mei om 9 uur | 2026-05-20T09:00
nl | kwart over drie donderdag | 2026-05-14T15:15
pl | 20 maja o 9 | 2026-05-20T09:00
sv | den 20 maj kl 9 | 2026-05-20T09:00
sv | halv tre på fredag | 2026-05-15T14:30
da | den 20. maj kl. 9 | 2026-05-20T09:00
da | fredag halv tre | 2026-05-15T14:30
fi | 20.5. klo 9 | 2026-05-20T09:00
cs | 20. května v 9 hodin | 2026-05-20T09:00
en | Either Thursday 14th at 9 or Friday 15th at 2pm | 2026-05-14T09:00 2026-05-15T14:00
en | Let's talk at 14.30 on Friday | 2026-05-15T14:30
en | Fri 15/5 @ 2pm | 2026-05-15T14:00
en | This Thursday, 2 o'clock | 2026-05-14T14:00
en | Week after next, Tuesday 26th 3pm? | 2026-05-26T15:00
en | Thursday the 14th of May at twelve | 2026-05-14T12:00
en | My number is 020 7946 0182, call Thursday at 3pm | 2026-05-14T15:00
en | 9 Thursday? | - 2026-05-14T09:00
en | Thursday 3pm GMT+1 | - 2026-05-14T15:00
en | I usually finish at 5pm on Thursdays | -
en | Kick-off was planned for 1 June at 9am but got cancelled | -
en | before 11am on Friday please | -
us | tmrw 10a or 2p | - 2026-05-13T10:00
us | thurs @ 3:15 | 2026-05-14T15:15
us | 3pm CT Friday | 2026-05-15T16:00
de | am Freitag gegen 10 Uhr | 2026-05-15T10:00 -
de | 14.05., 10:00 Uhr bei Ihnen? | 2026-05-14T10:00
de | Donnerstag früh um 8 | 2026-05-14T08:00
de | Freitagnachmittag um 3 | 2026-05-15T15:00
de | Passt Ihnen Montag, der 18., um Viertel vor elf? | 2026-05-18T10:45
de | dreiviertel elf am Montag | -
fr | vendredi 15 à 14h00 | 2026-05-15T14:00
fr | lundi prochain 9h30 | 2026-05-18T09:30
fr | vers 16h jeudi | 2026-05-14T16:00 -
es | el viernes a las cinco y media de la tarde | 2026-05-15T17:30
es | lunes 18, 9:00h | 2026-05-18T09:00
it | venerdì prossimo alle 15 | - 2026-05-15T15:00
it | lunedì 18 alle ore 9:00 | 2026-05-18T09:00
pt | segunda, dia 18, às 9h | 2026-05-18T09:00
pt | sexta-feira às duas e meia da tarde | 2026-05-15T14:30
nl | maandag de 18e om kwart voor elf | 2026-05-18T10:45
nl | vrijdagmiddag om 3 uur | 2026-05-15T15:00
pl | w poniedziałek o wpół do trzeciej | 2026-05-18T14:30
pl | piątek, godz. 14 | 2026-05-15T14:00
sv | på måndag kvart i elva | 2026-05-18T10:45
da | mandag kl. halv elleve | 2026-05-18T10:30
fi | maanantaina puoli kolmelta | - 2026-05-18T14:30
cs | v pondělí ve čtvrt na tři | - 2026-05-18T14:15
"""

ANSWERS = """
en | The second one works | B
en | first one please | A
en | Thursday is perfect | A
en | Thursday at 10 works | A
en | Let's do Friday. | B
en | 2 | B
en | 2:30 works for me | B
en | the 15th is good | B
en | 14 May please | A
en | the later one | B
en | I'd prefer the earlier slot | A
en | Thursday doesn't work, but Friday is great | B
en | Not Thursday, Friday please | B
en | Friday it is, can you send an invite? | B
en | Both work | -
en | Either is fine | -
en | Yes | -
en | Sounds good! | -
en | Neither works, sorry | -
en | Can we do Wednesday instead? | -
en | Thursday at 11 would be better | -
en | Thursday works if you can make it 20 minutes shorter | -
en | Maybe Thursday, let me check with my boss | -
en | Is Thursday still available? | -
en | I can't do Thursday | -
en | Thursday or Friday, you choose | -
en | Friday afternoon works | B
en | Thursday morning is best | A
en | Thursday afternoon? | -
en | How much does it cost? | -
en | A works | A
en | option 1 | A
en | Thursday the 14th at 10am works great, thanks! | A
en | 10 works | A
en | 11 works | -
en | Let's go with the 10am | A
en | Actually no wait, make it Friday | B
en | I could do Thursday, no, sorry, Friday | B
en | Thursday works for me if that's ok with you | A
en | Cancel | -
en | Please book me in for Friday 2.30pm | B
en | Friday at 2:30 pm CET | -
en | Unfortunately I'm away both days | -
en | 14/05 suits me | A
en | Next Thursday works | -
de | Der zweite Termin passt | B
de | Donnerstag passt | A
de | 10 Uhr passt mir gut | A
de | Freitag wäre mir lieber | B
de | Donnerstag geht leider nicht, Freitag passt | B
de | am 15. bitte | B
de | Ja, gerne | -
de | Beide passen | -
de | Passt leider nicht | -
de | Geht auch Mittwoch? | -
de | Donnerstag, falls mein Chef zustimmt | -
de | Vielleicht Donnerstag | -
de | Den späteren bitte | B
de | halb drei ist gut | B
de | Donnerstag um 11 wäre besser | -
fr | Le deuxième me convient | B
fr | Jeudi c'est parfait | A
fr | 14h30 me va | B
fr | Plutôt vendredi | B
fr | Jeudi je ne peux pas, vendredi oui | B
fr | Les deux me vont | -
fr | Oui | -
fr | Peut-être jeudi | -
fr | Jeudi si mon associé est d'accord | -
fr | Est-ce que mercredi serait possible ? | -
fr | Aucun des deux | -
es | El segundo me va bien | B
es | El jueves perfecto | A
es | Mejor el viernes | B
es | El jueves no puedo, el viernes sí | B
es | A las 10 está bien | A
es | Cualquiera de los dos | -
es | Sí | -
es | Quizás el jueves | -
es | ¿Podría ser el miércoles? | -
es | Ninguno me sirve | -
it | Il secondo va bene | B
it | Giovedì va benissimo | A
it | Meglio venerdì | B
it | Giovedì non posso, venerdì sì | B
it | Alle 10 va bene | A
it | Entrambi | -
it | Sì | -
it | Forse giovedì | -
it | Si può fare mercoledì? | -
pt | O segundo serve | B
pt | Quinta-feira está perfeito | A
pt | Prefiro sexta-feira | B
pt | Quinta não posso, sexta sim | B
pt | Às 10 está bem | A
pt | Qualquer um | -
pt | Sim | -
pt | Talvez quinta | -
nl | De tweede is prima | B
nl | Donderdag past | A
nl | Liever vrijdag | B
nl | Donderdag lukt niet, vrijdag wel | B
nl | Om 10 uur is goed | A
nl | Beide zijn goed | -
nl | Ja | -
nl | Misschien donderdag | -
nl | Kan woensdag ook? | -
pl | Drugi termin mi pasuje | B
pl | Czwartek pasuje | A
pl | Wolę piątek | B
pl | Czwartek nie, piątek tak | B
pl | O 10 będzie dobrze | A
pl | Oba pasują | -
pl | Tak | -
pl | Może czwartek, sprawdzę | -
sv | Den andra tiden funkar | B
sv | Torsdag passar bra | A
sv | Hellre fredag | B
sv | Torsdag går inte, fredag går bra | B
sv | Kl 10 blir bra | A
sv | Båda går bra | -
sv | Ja | -
sv | Kanske torsdag | -
da | Den anden passer fint | B
da | Torsdag passer | A
da | Hellere fredag | B
da | Torsdag kan jeg ikke, fredag er fint | B
da | Kl. 10 er fint | A
da | Begge er fine | -
da | Ja | -
da | Måske torsdag | -
fi | Toinen sopii | B
fi | Torstai sopii | A
fi | Mieluummin perjantai | B
fi | Torstai ei käy, perjantai sopii | B
fi | Klo 10 sopii | A
fi | Molemmat käyvät | -
fi | Kyllä | -
fi | Ehkä torstai | -
cs | Druhý termín mi vyhovuje | B
cs | Čtvrtek se mi hodí | A
cs | Raději pátek | B
cs | Čtvrtek nemohu, pátek ano | B
cs | V 10 je to v pořádku | A
cs | Oba se hodí | -
cs | Ano | -
cs | Možná čtvrtek | -
en | I'll take the Thursday slot | A
en | Thursday 10am sounds good, my number is 07700 900123 | A
en | Friday please, Thursday is packed | B
en | Confirmed for the 14th | A
en | Thurs is good | A
en | Fri 14:30 | B
en | Either Thursday or Friday | -
en | Thursday would work but I'd rather do Friday | B
en | I can't make Friday | -
en | If Thursday is still open, yes | -
en | Thursday could work, depends on the kids | -
en | Thursday 10:30? | -
en | Is 10am your time or mine? | -
en | Thursday 21 May works | -
en | Can you do Thursday at 4pm? | -
en | Thursday the 15th works | -
en | let's do it | -
en | Not the first one | -
en | the first one doesn't work for me | -
en | third one | -
en | option 2 please | B
en | (b) | B
en | B | B
en | either time works but Friday preferably | B
en | Anything but Thursday | -
en | sure, thursday. also is parking available? | A
en | I'm out Thursday, so Friday 2:30 it is | B
en | Yes to Thursday! | A
en | Thursday is no good, how about Monday? | -
en | My colleague can do Thursday, I can't | -
en | OK, see you on Thursday | A
en | I already have something Thursday but Friday's open | B
en | Your slots are terrible, Thursday at 10, really? | -
de | Donnerstag 10 Uhr ist perfekt | A
de | Nehmen wir den Freitag | B
de | Lieber am Freitag um 15 Uhr | -
de | Bitte den ersten | A
de | Keiner der Termine passt | -
de | Donnerstag wäre möglich, muss aber noch prüfen | -
de | Am 14. passt es | A
fr | Va pour vendredi | B
fr | Le 14 à 10h c'est bon | A
fr | Vendredi 15h plutôt | -
fr | Jeudi ou vendredi, comme vous préférez | -
es | El viernes a las 14:30 me va perfecto | B
es | Me quedo con la primera opción | A
es | El jueves a las 11 | -
it | Prendo il primo | A
it | Va bene venerdì alle 14.30 | B
it | Venerdì alle 16? | -
pt | Sexta às 14h30 está ótimo | B
pt | Fico com a primeira opção | A
nl | Vrijdag half drie is prima | B
nl | Doe maar de eerste | A
pl | Piątek 14:30 pasuje | B
pl | Biorę pierwszy termin | A
sv | Fredag halv tre funkar | B
sv | Jag tar den första | A
da | Fredag kl. 14.30 er perfekt | B
da | Jeg tager den første | A
fi | Perjantai klo 14.30 käy | B
fi | Otan ensimmäisen | A
cs | Pátek 14:30 je super | B
cs | Beru první termín | A
en | thursday 10 pls | A
en | I'm good for Thurs | A
en | works! thursday | A
en | pencil me in for Thursday | -
en | Thursday? Sure. | A
en | Friday's fine by me | B
en | Friday's a nightmare, Thursday then | A
en | the one on the 14th | A
en | 14th at 10 is good for me & my business partner | A
en | Go for 2:30 | B
en | I would like to accept the first option. | A
en | Hm, second choice works best I guess | B
en | Thursday 10 a.m. confirmed. Please note I'm away from 20 May. | A
en | Hi, both are fine but let's go with the first | A
en | No to Thursday, yes to Friday | B
en | not friday | -
en | thursday would've worked but now it doesn't | -
en | Thursday works unless my flight is delayed | -
en | Thursday at 10 EST? | -
en | ok for the 14th | A
en | I can only do mornings, so Thursday | A
en | Thursday is fine but not at 10 | -
en | We'd prefer something in June | -
en | Yes let's do Thursday, and can you add tom@acme.example? | A
en | Thursday and Friday are both out for me | -
en | none of those, next week maybe | -
en | 1 | A
en | 3 | -
en | #1 | A
en | Thursday!! | A
en | will Thursday work for you too? | -
en | Sorry can't do that | -
en | Book it: Friday | B
de | Passt, Donnerstag | A
de | Freitag 14:30 nehme ich | B
de | Der 14. wäre super | A
de | Nein, Donnerstag ist schlecht, Freitag auch | -
de | Donnerstag um zehn | A
de | Den zweiten Vorschlag nehme ich gern an | B
de | Wir nehmen Termin 1 | A
de | Wenn Donnerstag noch frei ist, gern | -
fr | Ok pour le 14 | A
fr | Le premier créneau s'il vous plaît | A
fr | Vendredi 14h30 ça me va très bien | B
fr | Ni l'un ni l'autre | -
fr | Jeudi matin me convient | A
es | Vale, jueves a las 10 | A
es | Me viene mejor el viernes | B
es | El 14 perfecto | A
es | No puedo ninguno de los dos | -
it | Per me va bene il 14 | A
it | Venerdì pomeriggio | B
it | Nessuna delle due date | -
pt | Dia 14 está bom | A
pt | Prefiro a segunda opção | B
nl | Donderdag om 10 uur graag | A
nl | De 14e is prima | A
nl | Geen van beide | -
pl | 14 maja pasuje | A
pl | Poproszę drugi termin | B
sv | 14:e funkar | A
sv | Inget av dem passar | -
da | Den 14. passer godt | A
da | Ingen af dem passer | -
fi | 14.5. sopii hyvin | A
cs | Hodí se mi 14. května | A
"""
"""Two slots were offered: A is Thursday 14 May at 10:00, B is Friday 15 May at 14:30."""

ONLY_ANSWERS = """
en | Yes | A
en | Perfect, see you then | A
en | 👍 | A
en | Works for me! | A
en | ok | A
en | Sure, no problem | A
en | That doesn't work | -
en | Yes, but could we make it 11? | -
en | Not sure yet | -
en | Yes if you can send the deck before | -
en | What is it about? | -
en | No thanks | -
en | Can't wait, see you Thursday | A
en | Thursday works, though I only have 20 minutes | A
de | Ja, passt | A
de | Alles klar, bis dann | A
de | Kein Problem, passt | A
de | Nein, das geht leider nicht | -
de | Wenn es später ginge, gerne | -
fr | Oui, parfait | A
fr | C'est noté | A
fr | Non, désolé | -
es | Sí, perfecto | A
es | Vale, nos vemos | A
es | No puedo | -
it | Sì, va bene | A
it | Confermo | A
it | No, mi dispiace | -
pt | Sim, pode ser | A
pt | Combinado | A
pt | Não dá | -
nl | Ja, prima | A
nl | Is goed | A
nl | Nee, dat lukt niet | -
pl | Tak, pasuje | A
pl | Potwierdzam | A
pl | Nie mogę | -
sv | Ja, det passar | A
sv | Nej, det går inte | -
da | Ja, det passer fint | A
da | Nej, det kan jeg ikke | -
fi | Kyllä, sopii | A
fi | Ei käy | -
cs | Ano, hodí se | A
cs | Bohužel ne | -
en | That works for me, thanks | A
en | Great, talk then! | A
en | Yes please book it | A
en | yup lock it in | A
en | I'll be there | A
en | accepted the invite | A
en | Yes, what's the dial-in? | A
en | I'd love to but can't that day | -
en | Possibly, will confirm tomorrow | -
en | Good question | -
en | Fine | A
en | who is this | -
en | Thanks for the info | -
de | Einverstanden | A
de | Passt mir leider gar nicht | -
de | Freu mich drauf | A
fr | Ça marche | A
fr | Impossible ce jour-là | -
es | Me va bien | A
it | Perfetto, a presto | A
nl | Staat genoteerd | A
pl | W porządku | A
sv | Absolut, vi ses | A
fi | Sovittu | A
cs | Platí | A
"""
"""Only A was offered."""
