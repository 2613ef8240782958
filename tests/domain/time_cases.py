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
"""
"""Only A was offered."""
