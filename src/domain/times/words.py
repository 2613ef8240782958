# ruff: noqa: E501 - tables of words and phrases read better with one family per line
"""The words that people date things with, by language, folded as `contacts.fold` folds: without accents, lower case.

One line is `kind: phrase, phrase`. A phrase of several words is one concept; `word*` stands for every word that begins
so (endings of Finnish, Polish and Czech). A word may have several kinds: German "morgen" is tomorrow and morning, and
`moments` finds out. What begins with `~` counts only with a number or another date beside it: Spanish "mar" is Tuesday
in "mar 12", and otherwise the sea.

Kinds: `wd0`-`wd6` weekdays from Monday · `mo1`-`mo12` months · `rel0`, `rel1`, `rel2`, `rel-1` today, tomorrow, the day
after, yesterday · `part8-12` a part of the day by its hours · `n1`-`n60` numbers · `ord1`-`ord9` ordinals, `ord-1` the last ·
`unit.*` units of time · `next` `this` `past` `in` `ago` `after` `until` `from` `before` `between` `and` `or` `to` `at`
`on` `of` `the` `end` `mid` `start` `half` `half-past` `quarter-past` `quarter-to` `clock` `am` `pm` `incl` · `feast.*` feasts
and seasons · `earlier` `later` · `week-no` `quarter-no` `half-no` words before a number.
"""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "en": """
wd0: monday, monday's, mon
wd1: tuesday, tuesday's, tue, tues, teusday, tuseday
wd2: wednesday, wednesday's, ~wed, weds, wensday, wednsday, wednesay
wd3: thursday, thursday's, thu, thur, thurs, thurday, thrusday
wd4: friday, friday's, fri
wd5: saturday, saturday's, ~sat
wd6: sunday, sunday's, ~sun
mo1: january, jan
mo2: february, feb, febuary
mo3: march, ~mar
mo4: april, apr
mo5: ~may
mo6: june, jun
mo7: july, jul
mo8: august, aug
mo9: september, sept, sep
mo10: october, oct
mo11: november, nov
mo12: december, dec
rel0: today, this morning, this afternoon, this evening, tonight, later today
rel1: tomorrow, tmrw, tmr, tomorow, tommorow, tommorrow, 2moro, tmw, 2morrow
rel2: day after tomorrow, the day after tomorrow
rel-1: yesterday
part8-12: morning, mornings, in the morning, first thing
part12-18: afternoon, afternoons, in the afternoon, pm, after lunch
part17-21: evening, evenings, in the evening, tonight
part12-12: noon, midday
part12-14: lunch, lunchtime, over lunch
n1: one, a, an
n2: two, couple, couple of, a couple of, a couple
n3: three
n4: four
n5: five
n6: six
n7: seven
n8: eight
n9: nine
n10: ten
n11: eleven
n12: twelve
n15: fifteen
n20: twenty
n30: thirty
n45: forty five, forty-five
ord1: first
ord2: second
ord3: third
ord4: fourth
ord5: fifth
ord6: sixth
ord7: seventh
ord8: eighth
ord9: ninth
ord10: tenth
ord-1: last
unit.minute: minute, minutes, min, mins
unit.hour: hour, hours, hr, hrs
unit.day: day, days
unit.workday: business days, working days, business day, working day
unit.week: week, weeks, wk, wks
unit.fortnight: fortnight
unit.month: month, months, mo, mos, mth, mths
unit.quarter: quarter, quarters, qtr
unit.year: year, years, yr, yrs
next: next, following, nxt
this: this, coming, upcoming, this coming
past: last, past, previous
in: in, within, in about, in around, in another, in like, give it, give me, give us, wait, for another, for the next
ago: ago, back
after: after, past, later than, once
from-now: from now, from today, time, out
until: until, till, til, through, thru, up to, up until
from: from, starting, as of, beginning, since, commencing
before: before, b4, prior to, ahead of
between: between, btw, btwn, b/w, anywhere between
and: and, &, n
or: or, /
to: to, -, until, till, til
at: at, @, around, about, for, say, make it
on: on
of: of, in
the: the
end: end, the end, late, end of, back end, tail end
mid: mid, middle, middle of, the middle of
start: start, beginning, early, start of, top of, first week of, beginning of, the beginning of, the start of
half-past: half past, half
quarter-past: quarter past, quarter after
quarter-to: quarter to, quarter of
clock: o'clock, oclock, hours, hrs
am: am, a.m, a.m.
pm: pm, p.m, p.m.
incl: inclusive, including
feast.new-year: first of the year, 1st of the year, new year, new years, new year's, the new year, ny
feast.christmas: christmas, xmas, x-mas
feast.holidays: holidays, the holidays, holiday season, the holiday season, holiday, festive season, the festive season, the break
feast.easter: easter
feast.thanksgiving: thanksgiving, turkey day
feast.summer: summer, the summer, summer holidays, summer break, summer vacation
feast.autumn: fall, autumn
feast.spring: spring
feast.winter: winter
feast.tax: tax season, tax szn, tax day, tax deadline, taxes
feast.labor-day: labor day
feast.memorial-day: memorial day
feast.july-4: july 4th, 4th of july, independence day, the fourth
earlier: earlier, sooner, earliest
later: later, latest
week-no: ~week, ~wk, ~cw, kw
week-from: week commencing, week beginning, week starting, w/c, w/b
half-no: ~h
""",
    "de": """
wd0: montag, ~mo
wd1: dienstag, ~di, dienstach
wd2: mittwoch, ~mi
wd3: donnerstag, ~do
wd4: freitag, ~fr
wd5: samstag, sonnabend, ~sa
wd6: sonntag, ~so
mo1: januar, janner, jaenner, jan
mo2: februar, feber, feb
mo3: marz, maerz
mo4: april, apr
mo5: mai
mo6: juni, jun
mo7: juli, jul
mo8: august, aug
mo9: september, sept, sep
mo10: oktober, okt
mo11: november, nov
mo12: dezember, dez
rel0: heute
rel1: morgen, morgn
rel2: ubermorgen, uebermorgen
rel-1: gestern
part8-12: morgen, vormittag, vormittags, morgens, fruh, frueh, am vormittag, am morgen, in der fruh
part12-18: nachmittag, nachmittags, am nachmittag
part17-21: abend, abends, am abend
part12-12: mittag
part12-14: mittags, am mittag, uber mittag
n1: ein, eins, einer, einem, einen, eine
n2: zwei, zwo
n3: drei
n4: vier
n5: funf, fuenf
n6: sechs
n7: sieben
n8: acht
n9: neun
n10: zehn
n11: elf
n12: zwolf, zwoelf
n15: funfzehn, fuenfzehn
n20: zwanzig
n30: dreisig, dreissig
ord1: erste, ersten, erster, erstes
ord2: zweite, zweiten, zweiter, zweites
ord3: dritte, dritten, dritter, drittes
ord4: vierte, vierten, viertes
ord5: funfte, fuenfte, funften, funftes
ord-1: letzte, letzten, letztes, letzter
unit.minute: minute, minuten, min
unit.hour: stunde, stunden, std
unit.day: tag, tage, tagen
unit.workday: werktage, werktagen, arbeitstage, arbeitstagen
unit.week: woche, wochen
unit.month: monat, monate, monaten, monats
unit.quarter: quartal, quartals, quartalen
unit.year: jahr, jahre, jahren, jahres
unit.half: halbjahr, halbjahres
next2: ubernachste, ubernachsten, ubernachster, uebernaechste, uebernaechsten
next: nachste, nachsten, nachster, nachstes, nachstem, naechste, naechsten, naechster, naechstes, naechstem, folgende, folgenden
this: diese, diesen, dieser, dieses, diesem, kommende, kommenden, kommender, kommendes, kommendem, laufenden
past: letzte, letzten, letzter, letztes, letztem, vergangene, vergangenen, vergangener, vorige, voriger
in: in, in ca, in circa, in etwa, in rund
after: nach, nach dem, nach der, nach den, ab nach
until: bis, bis zum, bis zu, bis inkl, bis einschlieslich, bis einschliesslich, bis einschl, bis inklusive, bis und mit
from: ab, ab dem, vom, von, seit, seit dem, beginnend
before: vor, vor dem, vor der, vor den
between: zwischen
and: und, u
or: oder, bzw, /
to: bis, -, bis zum
at: um, gegen, so um, so gegen, so ab, so circa, ab ca, kurz
on: am, an, an dem, den
of: im, in, des, der
the: der, die, das, dem, den
end: ende, ende des, zum ende, spatestens ende
mid: mitte, mitte des
start: anfang, anfang des, beginn, zu beginn, fruhestens anfang, anfangs, beginn des
half: halb, halber
quarter-past: viertel nach
quarter-to: viertel vor
clock: uhr
incl: einschlieslich, einschliesslich, inklusive, inkl, einschl
feast.new-year: neujahr, jahreswechsel, dem jahreswechsel, silvester, neuen jahr, neues jahr, neuem jahr
feast.christmas: weihnachten, weihnachtsfeiertage, weihnachtsferien, weihnachtspause
feast.holidays: feiertage, feiertagen
feast.easter: ostern, osterferien, osterfeiertagen, den osterfeiertagen
feast.pentecost: pfingsten, pfingstferien
feast.summer: sommer, sommerferien, sommerpause, sommerurlaub
feast.autumn: herbst
feast.spring: fruhling, fruhjahr, fruehjahr
feast.winter: winter
earlier: fruher, fruhere, fruheren, fruheste, fruhesten, fruehere, frueheren, eher
later: spater, spatere, spateren, spatesten, spaetere, spaeteren, spateste
week-no: kw, kalenderwoche, woche
""",
    "fr": """
wd0: lundi, ~lun
wd1: mardi, ~mar
wd2: mercredi, ~mer
wd3: jeudi, ~jeu
wd4: vendredi, ~ven, ~vend
wd5: samedi, ~sam
wd6: dimanche, ~dim
mo1: janvier, ~janv
mo2: fevrier, ~fevr, ~fev
mo3: mars
mo4: avril, ~avr
mo5: mai
mo6: juin
mo7: juillet, ~juil
mo8: aout
mo9: septembre, ~sept
mo10: octobre, ~oct
mo11: novembre, ~nov
mo12: decembre, ~dec
rel0: aujourd'hui, ce matin, cet apres-midi, ce soir
rel1: demain
rel2: apres-demain, apres demain
rel-1: hier
part8-12: matin, matinee, du matin, dans la matinee, le matin, en matinee
part12-18: apres-midi, apres midi, de l'apres-midi, l'apres-midi, dans l'apres-midi
part17-21: soir, soiree, du soir, en soiree
part12-12: midi
n1: un, une
n2: deux
n3: trois
n4: quatre
n5: cinq
n6: six
n7: sept
n8: huit
n9: neuf
n10: dix
n11: onze
n12: douze
unit.fortnight: quinzaine
n15: quinze
n20: vingt
n30: trente
ord1: premier, premiere, 1er, 1ere
ord2: deuxieme, second, seconde, 2e, 2eme, 2nd
ord3: troisieme, 3e, 3eme
ord4: quatrieme, 4e, 4eme
ord-1: dernier, derniere
unit.minute: minute, minutes, min
unit.hour: heure, heures
unit.day: jour, jours
unit.workday: jours ouvres, jours ouvrables
unit.week: semaine, semaines
unit.month: mois
unit.quarter: trimestre, trimestres
unit.half: semestre
unit.year: an, ans, annee, annees
next: prochain, prochaine, prochains, prochaines, suivant, suivante
this: ce, cet, cette, ces, ce prochain
past: dernier, derniere, passe, passee
in: dans, d'ici, sous, dans environ, dans quelques
after: apres, apres le, apres la, apres les, passe
until: jusqu'au, jusqu'a, jusqu'en, jusqu'a la, jusqu'aux, jusqu'au, jusque
from: a partir du, a partir de, a partir d', des, des le, du, depuis le, depuis, a compter du
before: avant, avant le, avant la
between: entre
and: et
or: ou, /
to: a, au, -
at: a, vers, pour, a partir de
on: le, du
of: de, du, en, d', des, au, de l'
the: le, la, les, l'
end: fin, fin de, fin du, la fin de, la fin du, fin d'
mid: mi, mi-, milieu, milieu de, milieu du, la mi-, courant
start: debut, debut de, debut du, le debut de, debut d'
half-past: et demie, et demi
quarter-past: et quart
quarter-to: moins le quart, moins quart
clock: h, heures, heure
incl: inclus, inclusivement, compris
feast.new-year: nouvel an, jour de l'an, nouvelle annee, la nouvelle annee
feast.christmas: noel
feast.holidays: fetes, les fetes, fetes de fin d'annee
feast.vacation: vacances, les vacances, mes vacances, conges
feast.easter: paques
feast.summer: ete, l'ete, vacances d'ete, conges d'ete
feast.rentree: rentree, la rentree, rentree de septembre
feast.autumn: automne
feast.spring: printemps
feast.winter: hiver
earlier: plus tot, tot
later: plus tard, tard
week-no: semaine
quarter-no: ~t
half-no: ~s
""",
    "es": """
wd0: lunes, ~lun
wd1: martes, ~mar
wd2: miercoles, ~mie, miercole
wd3: jueves, ~jue
wd4: viernes, ~vie
wd5: sabado, ~sab
wd6: domingo, ~dom
mo1: enero, ~ene
mo2: febrero, ~feb
mo3: marzo, ~mar
mo4: abril, ~abr
mo5: mayo, ~may
mo6: junio, ~jun
mo7: julio, ~jul
mo8: agosto, ~ago
mo9: septiembre, setiembre, ~sept, ~sep
mo10: octubre, ~oct
mo11: noviembre, ~nov
mo12: diciembre, ~dic
rel0: hoy, esta tarde, esta noche, esta manana
rel1: manana
rel2: pasado manana
rel-1: ayer
part8-12: manana, por la manana, de la manana, en la manana, a primera hora
part12-18: tarde, por la tarde, de la tarde, en la tarde
part17-21: noche, por la noche, de la noche
part12-12: mediodia, al mediodia
n1: un, una, uno
n2: dos, par de, un par de
n3: tres
n4: cuatro
n5: cinco
n6: seis
n7: siete
n8: ocho
n9: nueve
n10: diez
n11: once
n12: doce
unit.fortnight: quincena
n15: quince
n20: veinte
n30: treinta
ord1: primero, primera, primer, 1ra, 1er, 1a
ord2: segundo, segunda, 2da, 2a
ord3: tercero, tercera, tercer, 3ra, 3a
ord4: cuarto, cuarta
ord-1: ultimo, ultima
unit.minute: minuto, minutos
unit.hour: hora, horas
unit.day: dia, dias
unit.workday: dias habiles, dias laborables
unit.week: semana, semanas
unit.month: mes, meses
unit.quarter: trimestre, trimestres
unit.half: semestre
unit.year: ano, anos
next: proximo, proxima, proximos, proximas, que viene, que entra, siguiente, entrante
this: este, esta, estos, estas
past: pasado, pasada, ultimo, ultima
in: en, dentro de, de aqui a, en unos, en unas, dentro de unos, dentro de unas
ago: hace
after: despues de, despues del, despues de las, despues de la, tras, pasado, pasada, pasadas, pasando, luego de, a la vuelta de, a la vuelta del
until: hasta, hasta el, hasta la, hasta el dia, hasta las
from: a partir del, a partir de, desde, desde el, del, a partir del dia, de
before: antes de, antes del, antes de las
between: entre, entre las
and: y, e
or: o, u, /
to: a, al, -, hasta, hasta el, a las, y las
at: a las, a la, sobre las, sobre la, hacia las, para las, tipo
on: el, el dia, dia
of: de, del, en
the: el, la, los, las
end: finales de, fines de, fin de, final de, finales del, a finales de, a fines de, fin
mid: mediados de, mitad de, a mediados de
start: principios de, inicios de, comienzos de, a principios de, primeros de, principios del, inicio de, a inicios de
half-past: y media
quarter-past: y cuarto
quarter-to: menos cuarto
clock: horas, h, hrs
incl: inclusive, incluido, ambos inclusive
feast.new-year: ano nuevo, nuevo ano
feast.christmas: navidad, navidades
feast.epiphany: reyes, dia de reyes
feast.holidays: fiestas, las fiestas
feast.vacation: vacaciones, las vacaciones, mis vacaciones
feast.easter: semana santa, pascua
feast.summer: verano, el verano, vacaciones de verano
feast.autumn: otono
feast.spring: primavera
feast.winter: invierno
earlier: mas temprano, antes, temprano
later: mas tarde, despues, tarde
week-no: semana
quarter-no: ~t
""",
    "it": """
wd0: lunedi, ~lun
wd1: martedi, ~mar
wd2: mercoledi, ~mer
wd3: giovedi, ~gio
wd4: venerdi, ~ven
wd5: sabato, ~sab
wd6: domenica, ~dom
mo1: gennaio, ~gen
mo2: febbraio, ~feb
mo3: marzo, ~mar
mo4: aprile, ~apr
mo5: maggio, ~mag
mo6: giugno, ~giu
mo7: luglio, ~lug
mo8: agosto, ~ago
mo9: settembre, ~set, ~sett
mo10: ottobre, ~ott
mo11: novembre, ~nov
mo12: dicembre, ~dic
rel0: oggi, stamattina, stasera, questa sera, oggi pomeriggio
rel1: domani
rel2: dopodomani
rel-1: ieri
part8-12: mattina, mattino, di mattina, la mattina, del mattino, in mattinata, mattinata
part12-18: pomeriggio, nel pomeriggio, di pomeriggio, del pomeriggio
part17-21: sera, di sera, in serata, serata
part12-12: mezzogiorno
n1: un, una, uno
n2: due, paio di, un paio di
n3: tre
n4: quattro
n5: cinque
n6: sei
n7: sette
n8: otto
n9: nove
n10: dieci
n11: undici
n12: dodici
n15: quindici
n20: venti
n30: trenta
ord1: primo, prima
ord2: secondo, seconda
ord3: terzo, terza
ord4: quarto, quarta
ord-1: ultimo, ultima
unit.minute: minuto, minuti
unit.hour: ora, ore
unit.day: giorno, giorni
unit.workday: giorni lavorativi
unit.week: settimana, settimane
unit.month: mese, mesi
unit.quarter: trimestre, trimestri
unit.half: semestre
unit.year: anno, anni
next: prossimo, prossima, prossimi, prossime, che viene, entrante, seguente
this: questo, questa, questi
past: scorso, scorsa, passato, passata
in: tra, fra, in, tra circa, fra circa, entro
ago: fa
after: dopo, dopo il, dopo la, dopo le, dopo l', dopo i, passate le, passate, passata
until: fino al, fino a, sino al, fino alle, fino ad, fino all', sino a, fino alla
from: dal, da, a partire dal, a partire da, dall', dalle, dal giorno, a partire dall'
before: prima di, prima del, prima delle, entro
between: tra, fra, tra le, fra le
and: e, ed
or: o, oppure, od, /
to: al, a, -, alle, e le, ad, all'
at: alle, alle ore, ore, all', verso le, per le, intorno alle, a
on: il, il giorno, giorno
of: di, del, a, dell', d', in, della
the: il, la, lo, le, i, gli, l'
end: fine, fine di, a fine, la fine di, fine del
mid: meta, meta di, a meta, la meta di
start: inizio, inizio di, ai primi di, primi di, a inizio, inizi di, agli inizi di, inizio del
half-past: e mezza, e mezzo
quarter-past: e un quarto
quarter-to: meno un quarto
clock: ore, h
incl: compreso, incluso, inclusa
feast.new-year: capodanno, nuovo anno, anno nuovo
feast.christmas: natale, vacanze di natale
feast.epiphany: epifania, befana
feast.holidays: feste, le feste, festivita, le festivita
feast.vacation: ferie, le ferie, vacanze, le vacanze
feast.easter: pasqua
feast.ferragosto: ferragosto
feast.summer: estate, l'estate, vacanze estive, ferie estive
feast.autumn: autunno
feast.spring: primavera
feast.winter: inverno
earlier: prima, piu presto
later: piu tardi, dopo
week-no: settimana
quarter-no: ~t
""",
    "pt": """
wd0: segunda, segunda-feira, segunda feira, ~seg
wd1: terca, terca-feira, terca feira, ~ter
wd2: quarta, quarta-feira, quarta feira, ~qua
wd3: quinta, quinta-feira, quinta feira, ~qui
wd4: sexta, sexta-feira, sexta feira, ~sex
wd5: sabado, ~sab
wd6: domingo, ~dom
mo1: janeiro, ~jan
mo2: fevereiro, ~fev
mo3: marco, ~mar
mo4: abril, ~abr
mo5: maio, ~mai
mo6: junho, ~jun
mo7: julho, ~jul
mo8: agosto, ~ago
mo9: setembro, ~set
mo10: outubro, ~out
mo11: novembro, ~nov
mo12: dezembro, ~dez
rel0: hoje
rel1: amanha
rel2: depois de amanha
rel-1: ontem
part8-12: manha, de manha, da manha, pela manha, na parte da manha
part12-18: tarde, a tarde, da tarde, de tarde, pela tarde
part17-21: noite, a noite, da noite
part12-12: meio-dia, meio dia
n1: um, uma
n2: dois, duas, par de, um par de
n3: tres
n4: quatro
n5: cinco
n6: seis
n7: sete
n8: oito
n9: nove
n10: dez
n11: onze
n12: doze
unit.fortnight: quinzena
n15: quinze
n20: vinte
n30: trinta
ord1: primeiro, primeira
ord2: segundo, segunda
ord3: terceiro, terceira
ord4: quarto, quarta
ord-1: ultimo, ultima
unit.minute: minuto, minutos
unit.hour: hora, horas
unit.day: dia, dias
unit.workday: dias uteis
unit.week: semana, semanas
unit.month: mes, meses
unit.quarter: trimestre, trimestres
unit.half: semestre
unit.year: ano, anos
next: proximo, proxima, proximos, proximas, que vem, seguinte, que entra
this: este, esta, neste, nesta, deste, desta, esse, essa, nessa, nesse
past: passado, passada, ultimo, ultima
in: em, daqui a, dentro de, dentro de umas, daqui por
ago: ha
after: depois de, depois do, depois da, depois das, depois dos, apos, apos o, apos a, apos as, passado, passada
until: ate, ate ao, ate o, ate a, ate dia, ate ao dia, ate o dia, ate as
from: a partir de, a partir do, a partir da, desde, desde o, a partir do dia, de, do, a partir das
before: antes de, antes do, antes da, antes das
between: entre, entre as
and: e
or: ou, /
to: a, ao, as, -, ate, e as, ate ao, ate o
at: as, pelas, la para as, a, por volta das, para as
on: no, na, no dia, dia, em
of: de, do, da, em
the: o, a, os, as
end: fim de, final de, fins de, o fim de, finais de, fim do, final do
mid: meados de, meio de, a meio de
start: inicio de, comeco de, principio de, o inicio de, inicio do, comeco do, inicios de
half-past: e meia
quarter-past: e um quarto, e quinze
clock: horas, h, hrs
incl: inclusive
feast.new-year: ano novo, novo ano, reveillon
feast.christmas: natal
feast.holidays: festas, as festas
feast.vacation: ferias, as ferias
feast.easter: pascoa
feast.carnival: carnaval
feast.summer: verao, o verao, ferias de verao
feast.autumn: outono
feast.spring: primavera
feast.winter: inverno
earlier: mais cedo
later: mais tarde
week-no: semana
quarter-no: ~t
""",
    "nl": """
wd0: maandag, ~ma
wd1: dinsdag, ~di, dinsdg
wd2: woensdag, ~wo
wd3: donderdag, ~do
wd4: vrijdag, ~vr
wd5: zaterdag, ~za
wd6: zondag, ~zo
mo1: januari, jan
mo2: februari, feb
mo3: maart, ~mrt
mo4: april, apr
mo5: mei
mo6: juni, jun
mo7: juli, jul
mo8: augustus, aug
mo9: september, sept
mo10: oktober, okt
mo11: november, nov
mo12: december, dec
rel0: vandaag, vanmiddag, vanochtend, vanavond
rel1: morgen
rel2: overmorgen
rel-1: gisteren
part8-12: ochtend, 's ochtends, ochtends, voormiddag, 's morgens, morgens, in de ochtend, morgenochtend
part12-18: middag, 's middags, middags, namiddag, in de middag
part17-21: avond, 's avonds, avonds
n1: een
n2: twee
n3: drie
n4: vier, vieren
n5: vijf, vijven
n6: zes, zessen
n7: zeven
n8: acht
n9: negen
n10: tien
n11: elf
n12: twaalf
n14: veertien
n15: vijftien
n20: twintig
n30: dertig
ord1: eerste, 1e
ord2: tweede, 2e
ord3: derde, 3e
ord4: vierde, 4e
ord-1: laatste
unit.minute: minuut, minuten
unit.hour: uur
unit.day: dag, dagen
unit.workday: werkdagen
unit.week: week, weken
unit.month: maand, maanden
unit.quarter: kwartaal, kwartalen
unit.half: halfjaar
unit.year: jaar, jaren
next: volgende, volgend
this: deze, dit, komende, aankomende, eerstvolgende, aanstaande
past: vorige, afgelopen, vorig, laatste
in: over, binnen, over ongeveer, over een
ago: geleden
after: na, na de, na het, na mijn, vanaf na
until: tot, tot en met, t/m, tot aan, tem
from: vanaf, van, sinds, per, met ingang van
before: voor, voor de
between: tussen
and: en
or: of, /
to: tot, -, t/m, tot en met, en
at: om, rond, die van, tegen
on: op
of: van, in, van de, van het
the: de, het, die, dat
end: eind, einde, einde van, eind van, het einde van
mid: half, midden, halverwege, medio
start: begin, begin van, het begin van
half: half
quarter-past: kwart over
quarter-to: kwart voor
clock: uur, u, h
incl: inclusief
feast.new-year: nieuwjaar, oud en nieuw, jaarwisseling, het nieuwe jaar, nieuwe jaar, nieuw jaar, de jaarwisseling
feast.christmas: kerst, kerstmis, kerstvakantie, de kerst
feast.holidays: feestdagen, de feestdagen
feast.vacation: vakantie, de vakantie
feast.easter: pasen
feast.carnival: carnaval
feast.summer: zomer, de zomer, zomervakantie, de zomervakantie, bouwvak, de bouwvak
feast.autumn: herfst, najaar, het najaar
feast.spring: lente, voorjaar, het voorjaar
feast.winter: winter
earlier: eerder, vroeger, eerdere, vroegste
later: later, latere, laatste
week-no: week, wk
quarter-no: ~k
""",
    "pl": """
wd0: poniedzialek, poniedzialku, ~pon, ~pn
wd1: wtorek, wtorku, ~wt
wd2: sroda, srode, srody, ~sr
wd3: czwartek, czwartku, ~czw
wd4: piatek, piatku, ~pt
wd5: sobota, sobote, soboty, ~sob
wd6: niedziela, niedziele, niedzieli, ~niedz, ~nd
mo1: styczen, stycznia, styczniu
mo2: luty, lutego, lutym
mo3: marzec, marca, marcu
mo4: kwiecien, kwietnia, kwietniu
mo5: maj, maja, maju
mo6: czerwiec, czerwca, czerwcu
mo7: lipiec, lipca, lipcu
mo8: sierpien, sierpnia, sierpniu
mo9: wrzesien, wrzesnia, wrzesniu
mo10: pazdziernik, pazdziernika, pazdzierniku
mo11: listopad, listopada, listopadzie
mo12: grudzien, grudnia, grudniu
rel0: dzis, dzisiaj
rel1: jutro, jutra
rel2: pojutrze
rel-1: wczoraj
part8-12: rano, przed poludniem, z rana
part12-18: po poludniu, popoludniu
part17-21: wieczorem, wieczor
part12-12: poludnie, w poludnie
n1: jeden, jedna, jednego, pierwsza, pierwszej
n2: dwa, dwie, dwoch
n3: trzy, trzech
n4: cztery, czterech
n5: piec, pieciu
n6: szesc
n7: siedem
n8: osiem
n9: dziewiec
n10: dziesiec
n11: jedenascie
n12: dwanascie
ord1: pierwszy, pierwsza, pierwsze, pierwszego, pierwszym
ord2: drugi, druga, drugie, drugiego, drugim, drugiej
ord3: trzeci, trzecia, trzecie, trzeciego, trzeciej
ord4: czwarty, czwarta, czwartej
ord5: piaty, piata, piatej
ord6: szostej
ord7: siodmej
ord8: osmej
ord9: dziewiatej
ord10: dziesiatej
ord11: jedenastej
ord12: dwunastej
ord13: trzynastej
ord14: czternastej
ord15: pietnastej
ord16: szesnastej
ord17: siedemnastej
ord-1: ostatni, ostatnia, ostatniego
unit.minute: minuta, minuty, minut
unit.hour: godzina, godziny, godzin, godz, godzine
unit.day: dzien, dni, dnia
unit.workday: dni roboczych, dni robocze
unit.week: tydzien, tygodnie, tygodni, tygodniu, tygodnia
unit.month: miesiac, miesiace, miesiecy, miesiacu, miesiaca, m-ce, mies
unit.quarter: kwartal, kwartale, kwartalu
unit.half: polrocze, polroczu
unit.year: rok, roku, lata, lat
next: przyszly, przyszlym, przyszlego, przyszla, nastepny, nastepnym, nastepnego, nastepna, kolejnym, kolejny
this: ten, ta, te, to, tym, tego, tej, najblizszy, najblizsza, najblizszym, nadchodzacy
past: zeszly, zeszlym, ubiegly, ubieglym, poprzedni, ostatni
in: za, za jakies, za okolo, w ciagu
ago: temu
after: po, po godz
until: do, do dnia, az do, do konca dnia, do godz
from: od, od dnia, poczawszy od, z
before: przed
between: miedzy, pomiedzy
and: i, a, oraz
or: lub, albo, czy, /
to: do, -
at: o, o godz, o godzinie, godz, na, okolo, ok
on: w, we, dnia, w dniu
of: w, we
the:
end: koniec, koncu, pod koniec, konca, na koniec, koncem
mid: polowa, polowie, w polowie, polowy
start: poczatek, poczatku, na poczatku, poczatkiem, z poczatkiem
half: wpol do
clock: godz
incl: wlacznie
feast.new-year: nowy rok, nowym roku, nowego roku, sylwester
feast.christmas: swieta bozego narodzenia, bozym narodzeniu, boze narodzenie
feast.holidays: swieta, swietach, swiat
feast.vacation: urlopie, urlop
feast.summer-break: wakacje, wakacjach, wakacji
feast.easter: wielkanoc, wielkanocy, wielkiej nocy
feast.summer: lato, lecie, latem
feast.autumn: jesien, jesienia
feast.spring: wiosna, wiosne
feast.winter: zima
feast.may-break: majowka, majowce, dlugim weekendzie
earlier: wczesniej, wczesniejszy
later: pozniej, pozniejszy
week-no: tydzien
""",
    "sv": """
wd0: mandag, ~man, ~mandagen, mandagen
wd1: tisdag, ~tis, tisdagen
wd2: onsdag, ~ons, onsdagen
wd3: torsdag, ~tors, ~tor, torsdagen
wd4: fredag, ~fre, fredagen
wd5: lordag, ~lor
wd6: sondag, ~son
mo1: januari, jan
mo2: februari, feb
mo3: mars
mo4: april, apr
mo5: maj
mo6: juni, jun
mo7: juli
mo8: augusti, aug
mo9: september, sept
mo10: oktober, okt
mo11: november, nov
mo12: december, dec
rel0: idag, i dag, i eftermiddag, i kvall
rel1: imorgon, i morgon, imorn, imorrn, i morrn
rel2: i overmorgon, overmorgon
rel-1: igar, i gar
part8-12: formiddag, formiddagen, pa formiddagen, fm, morgon, morgonen, pa morgonen
part12-18: eftermiddag, eftermiddagen, pa eftermiddagen, em
part17-21: kvall, kvallen, pa kvallen
part12-14: lunch, lunchen
n1: en, ett
n2: tva, par, ett par
n3: tre
n4: fyra
n5: fem
n6: sex
n7: sju
n8: atta
n9: nio
n10: tio
n11: elva
n12: tolv
n14: fjorton
ord1: forsta
ord2: andra
ord3: tredje
ord4: fjarde
ord-1: sista
unit.minute: minut, minuter
unit.hour: timme, timmar
unit.day: dag, dagar
unit.workday: arbetsdagar
unit.week: vecka, veckor, veckan
unit.month: manad, manader, manaden
unit.quarter: kvartal, kvartalet
unit.half: halvar, halvaret
unit.year: ar, aret
next: nasta, nastkommande
this: denna, detta, den har, kommande, nu pa, pa
past: forra, senaste
in: om, inom, om cirka, om ca, om sadar
ago: sedan, sen
after: efter, efter kl, fran och med
until: till, forran, till och med, t.o.m, t o m, tom, fram till, t.o.m., t.o.m. den, till den, fram till den, till och med den, till slutet av
from: fran, fran och med, fr.o.m, from, fom, fr o m, fran den, fr.o.m., fran och med den, tidigast
before: innan, fore
between: mellan
and: och
or: eller, /
to: till, -, och
at: kl, klockan, vid, kring
on: den, pa
of: av, i, den
the: den, det
end: slutet av, slutet pa, i slutet av
mid: mitten av, i mitten av, mitten pa, medio
week-from: veckan fran
start: borjan av, i borjan av, borjan pa, i borjan pa
half: halv
quarter-past: kvart over
quarter-to: kvart i
clock:
feast.new-year: nyar, arsskiftet, nya aret, det nya aret
feast.christmas: jul, julen, julhelgen
feast.holidays: helgerna, hogtiderna
feast.vacation: semestern, semester
feast.easter: pask, pasken
feast.midsummer: midsommar
feast.summer: sommaren, sommar, sommarsemestern, sommarledigheten
feast.autumn: hosten, host
feast.spring: varen
feast.winter: vintern
earlier: tidigare, tidigaste
later: senare, senaste
week-no: vecka, v
quarter-no: kvartal
""",
    "da": """
wd0: mandag, ~man, mandagen
wd1: tirsdag, ~tirs, ~tir
wd2: onsdag, ~ons
wd3: torsdag, ~tors, ~tor
wd4: fredag, ~fre
wd5: lordag, ~lor
wd6: sondag, ~son
mo1: januar, jan
mo2: februar, feb
mo3: marts, mars
mo4: april, apr
mo5: maj, mai
mo6: juni, jun
mo7: juli
mo8: august, aug
mo9: september, sept
mo10: oktober, okt
mo11: november, nov
mo12: december, dec, desember, des
rel0: i dag, idag, i eftermiddag, i aften
rel1: i morgen, imorgen
rel2: i overmorgen
rel-1: i gar, igar
part8-12: formiddag, formiddagen, om formiddagen, morgen, om morgenen
part12-18: eftermiddag, eftermiddagen, om eftermiddagen, ettermiddag, ettermiddagen
part17-21: aften, aftenen, kveld
n1: en, et, ett, ei
n2: to, par, et par
n3: tre
n4: fire
n5: fem
n6: seks
n7: syv, sju
n8: otte, atte
n9: ni
n10: ti
n11: elleve
n12: tolv
n14: fjorten
ord1: forste
ord2: anden, andet, andre
ord3: tredje
ord4: fjerde
ord-1: sidste, siste
unit.minute: minut, minutter
unit.hour: time, timer
unit.day: dag, dage, dager
unit.workday: hverdage, arbejdsdage
unit.week: uge, uger, ugen, uke, uker, uken
unit.month: maned, maneder, maneden
unit.quarter: kvartal
unit.half: halvar
unit.year: ar
next: næste, naste, neste
this: denne, dette, kommende, pa, nu pa
past: sidste, forrige
in: om, inden for, om cirka, om ca
ago: siden
after: efter, efter kl, etter
until: til, til og med, tom, frem til, indtil, til den, til og med den, til d, fram til, t.o.m. d, til og med d, t.o.m. den
from: fra, fra og med, fom, fra den, fra d, tidligst
before: for, inden
between: mellem, mellom
and: og
or: eller, /
to: til, -, og
at: kl, klokken, ved
on: den, pa, d
of: i, af, av
the: den, det, de
end: ultimo, slutningen af, slutningen av, udgangen af, i slutningen af
mid: midten af, i midten af, midten av, medio
start: primo, starten af, begyndelsen af, i starten af, i begyndelsen af, begynnelsen av
half: halv
quarter-past: kvart over
quarter-to: kvart i
feast.new-year: nytar, arsskiftet, det nye ar, nyttar, det nye aret
feast.christmas: jul, julen
feast.holidays: helligdagene, hoytidene, hojtiderne
feast.vacation: ferien, ferie
feast.easter: paske, pasken
feast.summer: sommeren, sommerferien, sommer, industriferien
feast.autumn: efteraret, hosten
feast.spring: foraret, varen
feast.winter: vinteren
earlier: tidligere, tidligste
later: senere, seneste
week-no: uge, uke
quarter-no: kvartal
""",
    "fi": """
wd0: maanantai*, ~ma
wd1: tiistai*, ~ti
wd2: keskiviik*, ~ke
wd3: torstai*, ~to
wd4: perjantai*, ~pe
wd5: lauantai*, ~la
wd6: sunnuntai*, ~su
mo1: tammikuu*
mo2: helmikuu*
mo3: maaliskuu*
mo4: huhtikuu*
mo5: toukokuu*
mo6: kesakuu*
mo7: heinakuu*
mo8: elokuu*
mo9: syyskuu*
mo10: lokakuu*
mo11: marraskuu*
mo12: joulukuu*
rel0: tanaan
rel1: huomenna, huomiseen
rel2: ylihuomenna
rel-1: eilen
part8-12: aamulla, aamupaivalla, aamupaiva, aamusta
part12-18: iltapaivalla, iltapaiva, iltapaivasta
part17-21: illalla
n1: yksi, yhden, yhdelta
n2: kaksi, kahden, parin, pari, kahdelta
n3: kolme, kolmen, kolmelta
n4: nelja, neljan, neljalta
n5: viisi, viiden
n6: kuusi, kuuden
n7: seitseman
n8: kahdeksan
n9: yhdeksan
n10: kymmenen, kymmenelta
n11: yksitoista
n12: kaksitoista
ord1: ensimmai*, eka
ord2: toinen, toista, toisen, jalkimmainen, toka
ord3: kolmas, kolmatta, kolmannen
ord-1: viimeinen
unit.minute: minuutti, minuuttia, minuutin
unit.hour: tunti, tuntia, tunnin
unit.day: paiva, paivaa, paivan
unit.workday: arkipaivaa, tyopaivaa
unit.week: viikko, viikkoa, viikon, viikolla, viikolle, vko
unit.month: kuukausi, kuukautta, kuukauden, kuussa, kuun, kk
unit.quarter: kvartaali, kvartaalilla, neljannes, neljanneksella
unit.half: vuosipuolisko, vuosipuoliskolla
unit.year: vuosi, vuotta, vuoden, vuonna
next: ensi, seuraava, seuraavalla, seuraavan
this: tama, talla, tana, tuleva, tulevana
past: viime
in-post: kuluttua, paasta, sisalla
ago: sitten
after: jalkeen
after-post: jalkeen
until: saakka, asti
until-post: saakka, asti
from: alkaen, lahtien
from-post: alkaen, lahtien
before: ennen
and: ja
or: tai, vai, /
to: -
at: klo, kello, k:lo
on:
of:
end: lopussa, loppupuolella, loppu
mid: puolivalissa, puolessavalissa
start: alussa, alkupuolella, alku
half: puoli
feast.new-year: uusi vuosi, uuden vuoden, vuodenvaihteen, vuodenvaihde
feast.christmas: joulu, joulun, joulua
feast.holidays: pyhien, juhlapyhien
feast.vacation: loman, lomien, lomani
feast.easter: paasiainen, paasiaisen
feast.midsummer: juhannus, juhannuksen
feast.summer: kesan, kesaloman, kesalomien, kesalla
feast.autumn: syksylla, syksyn
feast.spring: kevaalla, kevaan
earlier: aikaisempi, aiemmin, aikaisemmin
later: myohempi, myohemmin, myohaisempi
week-no: viikko, viikolla, vko
""",
    "cs": """
wd0: pondeli, pondelka, pondelek, ~po
wd1: utery, uterek, uterka, ~ut
wd2: streda, stredu, stredy, ~st
wd3: ctvrtek, ctvrtka, ctvrtku, ~ct
wd4: patek, patku, ~pa
wd5: sobota, sobotu, soboty, ~so
wd6: nedele, nedeli, ~ne
mo1: leden, ledna, lednu
mo2: unor, unora, unoru
mo3: brezen, brezna, breznu
mo4: duben, dubna, dubnu
mo5: kveten, kvetna, kvetnu
mo6: cerven, cervna, cervnu
mo7: cervenec, cervence, cervenci
mo8: srpen, srpna, srpnu
mo9: zari
mo10: rijen, rijna, rijnu
mo11: listopad, listopadu
mo12: prosinec, prosince, prosinci
rel0: dnes, dneska
rel1: zitra, zejtra
rel2: pozitri
rel-1: vcera
part8-12: rano, dopoledne
part12-18: odpoledne
part17-21: vecer
part12-12: poledne
n1: jeden, jedna, jednu, jednoho
n2: dva, dve
n3: tri
n4: ctyri
n5: pet
n6: sest
n7: sedm
n8: osm
n9: devet
n10: deset
n11: jedenact
n12: dvanact
ord1: prvni, prvnim
ord2: druhem, druhy, druha, druhe, druhou, druheho
ord3: treti, tretim
ord4: ctvrtem, ctvrty, ctvrta, ctvrtou
ord-1: posledni
unit.minute: minuta, minuty, minut
unit.hour: hodina, hodiny, hodin, hod, hodine, hodinu
unit.day: den, dny, dni, dnu
unit.workday: pracovni dny, pracovnich dnu
unit.week: tyden, tydny, tydnu
unit.month: mesic, mesice, mesicu, mesici
unit.quarter: ctvrtleti, kvartal, kvartalu
unit.half: pololeti
unit.year: rok, roku, roce, roky, let
next: pristi, pristim, pristiho, dalsi, dalsim
this: tento, tuto, toto, tomto, tohoto, ten, tu
past: minuly, minulou, minulem
in: za, behem, zhruba za, asi za
after: po, po dni
until: do, az do, do konce dne
from: od, ode, od dne, pocinaje
before: pred
between: mezi
and: a, i
or: nebo, ci, anebo, /
to: do, -, az
at: v, ve, od, kolem
on: v, ve, dne
of: v, ve
end: konec, konce, koncem, na konci, koncem mesice, ke konci
mid: pulka, polovina, v polovine, polovinou, v pulce, polovine
start: zacatek, zacatku, zacatkem, na zacatku, pocatkem
half: pul
clock: hod, hodin, h
incl: vcetne
feast.new-year: novy rok, novem roce, noveho roku, silvestr, novym rokem
feast.christmas: vanoce, vanocich, vanoc
feast.holidays: svatky, svatcich, svatku
feast.vacation: dovolene
feast.easter: velikonoce, velikonocich
feast.summer: leto, lete
feast.summer-break: prazdniny, prazdninach, prazdnin
feast.autumn: podzim
feast.spring: jaro, jare
earlier: drive, drivejsi
later: pozdeji, pozdejsi
week-no: tyden
""",
    "tr": """
wd0: pazartesi
wd1: sali
wd2: carsamba
wd3: persembe
wd4: cuma
wd5: cumartesi
wd6: pazar
mo1: ocak, ocak'*, ocakta, ocakda
mo2: subat, subat'*, subatta, subatda
mo3: mart, mart'*, martta, martda
mo4: nisan, nisan'*, nisanta, nisanda
mo5: mayis, mayis'*, mayista, mayisda
mo6: haziran, haziran'*, haziranta, haziranda
mo7: temmuz, temmuz'*, temmuzta, temmuzda
mo8: agustos, agustos'*, agustosta, agustosda
mo9: eylul, eylul'*, eylulta, eylulda
mo10: ekim, ekim'*, ekimta, ekimda
mo11: kasim, kasim'*, kasimta, kasimda
mo12: aralik, aralik'*, aralikta, aralikda
rel0: bugun
rel1: yarin
n1: bir
n2: iki
n3: uc
n4: dort
n5: bes
n6: alti
n10: on
part12-18: ogleden sonra
part8-12: sabah
unit.week: hafta
unit.month: ay
unit.day: gun
next: gelecek, onumuzdeki
until-post: tarihine kadar, kadar
from-post: itibaren
in-post: sonra, icinde
after-post: sonra
at: saat
""",
    "ro": """
wd0: luni
wd1: marti
wd2: miercuri
wd3: joi
wd4: vineri
wd5: sambata
wd6: duminica
mo1: ianuarie
mo2: februarie
mo3: martie
mo4: aprilie
mo5: mai
mo6: iunie
mo7: iulie
mo8: august
mo9: septembrie
mo10: octombrie
mo11: noiembrie
mo12: decembrie
rel0: azi, astazi
rel1: maine
rel2: poimaine
n2: doua
n3: trei
unit.week: saptamana, saptamani
unit.month: luna, luni
unit.day: zi, zile
next: viitoare, viitor
in: in, peste
after: dupa
until: pana pe, pana la, pana in, pana
from: din, de la, incepand cu, de pe
at: la, la ora, ora
on: pe, in
""",
    "hu": """
wd0: hetfo, hetfon, hetfotol, hetfoig
wd1: kedd, kedden
wd2: szerda, szerdan
wd3: csutortok, csutortokon
wd4: pentek, penteken
wd5: szombat, szombaton
wd6: vasarnap
mo1: januar*
mo2: februar*
mo3: marcius*
mo4: aprilis*
mo5: majus*
mo6: junius*
mo7: julius*
mo8: augusztus*
mo9: szeptember*
mo10: oktober*
mo11: november*
mo12: december*
rel0: ma
rel1: holnap
rel2: holnaputan
unit.week: het, heten, hetben
unit.month: honap, honapban
unit.day: nap
next: jovo, kovetkezo
in-post: mulva
until-post: ig
clock: orakor, ora, orara
part8-12: delelott, reggel
part12-18: delutan
n1: egy
n2: ket, ketto
n3: harom
n4: negy
n5: ot
n6: hat
at: kor
""",
    "ja": """
part8-12: 午前
part12-18: 午後
until-post: まで*
""",
    "zh": """
part8-12: 上午
part12-18: 下午
""",
    "ru": """
wd0: понедельник, понедельника
wd1: вторник, вторника
wd2: среда, среду, среды
wd3: четверг, четверга
wd4: пятница, пятницу, пятницы
wd5: суббота, субботу
wd6: воскресенье, воскресенья
mo1: январь, января, январе
mo2: февраль, февраля, феврале
mo3: март, марта, марте
mo4: апрель, апреля, апреле
mo5: маи, мая, мае
mo6: июнь, июня, июне
mo7: июль, июля, июле
mo8: август, августа, августе
mo9: сентябрь, сентября, сентябре
mo10: октябрь, октября, октябре
mo11: ноябрь, ноября, ноябре
mo12: декабрь, декабря, декабре
rel0: сегодня
rel1: завтра
rel2: послезавтра
part8-12: утром, утра
part12-18: днем, дня
part17-21: вечером, вечера
n1: одну, один
n2: два, две, пару
n3: три
unit.week: неделю, недели, недель, неделе
unit.month: месяц, месяца, месяцев, месяце
unit.day: день, дня, днеи
unit.year: год, году
next: следующии, следующую, следующеи, следующем, следующего
in: через
after: после
until: до, по
from: с, со, от
at: в, к
on: в, во
or: или
""",
}

MARKERS: Mapping[str, str] = {
    "en": "the and is are you your we for not to of on in at it this that with will be can have my our please thanks out back "
    "until works work let's me i i'm i'll sure sounds good yes no one how about call let know free would could do works "
    "hit up after u ur just let's again reach week next month",
    "de": "um der die das und ist ich sie wir nicht ein eine mit fur auf bei bin uns mir passt bitte danke vom bis im zum am ab "
    "wieder gerne gern wurde konnen uhr den dem lieber nein ja geht bin melden zu nach noch bei da moin grus kein",
    "fr": "le la les et est je vous nous pas pour avec sur dans mon ma mes merci bonjour du des un une suis serai ca me "
    "convient oui non ok parfait plutot de retour en au jusqu'au chez ce sera bien",
    "es": "el la los las y es que no por para con estoy hasta del me gracias hola estare usted mi un una viene perfecto si "
    "bien mejor podemos de en su le al va vale a partir despues llamame escribame busqueme",
    "it": "il la lo gli e che non per con sono fino del della mi grazie buongiorno saro un una al dal alle va bene si meglio "
    "perfetto di ci risentiamo a rientro confermo puo",
    "pt": "o a os as e que nao por para com estou ate do da me obrigado obrigada ola estarei meu um uma no na sim pode ser "
    "melhor bom dia de ferias ao volto regresso comigo voltem falar voces nos mes que",
    "nl": "de het een en is ik u we wij niet voor met op van ben tot je mijn dank bedankt graag terug weer kan ons prima ja "
    "nee liever past komt uit dag groet naar na even doe maar die wel goed",
    "pl": "i jest nie na do w z sie prosze dziekuje od jestem bede dzien dobry mam moj nam pasuje mi o tak moze byc po za "
    "lepiej wole chetnie urlopie pozdrawiam przebywam",
    "sv": "och att det ar jag vi inte for med pa till som ett en tack hej kan har mig tillbaka fran om passar nej ja garna "
    "funkar bra hor av dig skickat halsningar aterkommer blir",
    "da": "og at det er jeg vi ikke for med pa til som et en tak hej kan har mig tilbage fra om passer nej ja gerne fint kan "
    "du mvh venlig hilsen tilbake ikke takk vil bliver",
    "fi": "ja on ei en olen me kiitos hei se sopii minulle voi takaisin kanssa mutta kyllä kylla joo klo palaan toissa sopisi "
    "kay lomalla ota yhteytta jos onko",
    "cs": "a je ne na v s se prosim dekuji od jsem budu dobry den mam mi do pro vam hodi ano radeji muze byt po za dovolene "
    "zavolejte pozdravem zpet vyhovuje",
    "tr": "ve bir bu icin ile merhaba tesekkurler lutfen tarihinde ofiste olacagim izindeyim kadar gunu tesekkur",
    "ro": "si este nu pentru cu sunt pana va rog multumesc buna ziua la in pe",
    "hu": "es a az egy nem van hogy koszonom szabadsagon vagyok jovo szia udvozlettel",
    "ru": "и в на не я с до по вас мы спасибо буду",
}
"""Folded words that tell the language, with those of `WORDS`."""

LETTERS: Mapping[str, str] = {
    "de": "äöüß",
    "fr": "éèêçàùôîœ",
    "es": "ñ¿¡áíóú",
    "it": "èàùòìé",
    "pt": "ãõçâêáé",
    "nl": "ëï",
    "pl": "ąćęłńśźżó",
    "sv": "åäö",
    "da": "åæø",
    "fi": "äö",
    "cs": "ěščřžýůťďň",
    "tr": "ığşç",
    "ro": "ăâîșțşţ",
    "hu": "őűáéö",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
}
