# ruff: noqa: E501, SIM905 - tables of words and phrases read better with one family per line
"""Whose is it? Words by which a sentence speaks of somebody else, of the writer, or of neither."""

from __future__ import annotations

import re

OTHER = re.compile(
    r"(?<!\w)(?:(?:right|best|correct|better) (?:person|contact)(?: \w+)? is|is who you|is the (?:one|person) (?:to|you|who)|loop(?:ing)? in|speaking (?:to|with)|talking (?:to|with)|please contact|kindly contact|contact|reach out to|get in touch with|colleagues?|co-?worker|my (?:assistant|boss|manager|partner|deputy|team|ops lead|pa|ea|wife|"
    r"husband|brother|business partner)|assistant|cc(?:'?ing|'?ed|:)?|copying|copied|looping in|adding|speak (?:to|with)|talk (?:to|with)|write to|email|mail|try|ask|direct (?:your|all|any)|redirect|"
    r"forward(?:ing|ed)?(?: (?:this|it|your \w+))? to|pass(?:ing|ed)?(?: (?:this|it|you|your \w+))?(?: on| along)? to|connect with(?! me\b| us\b)|in (?:his|her|my) absence|covering for me|stand-in|replacement|took over|taken over|"
    r"looks after|handles|in charge|responsible|urgent|urgently|emergency|emergencies|immediate|assistance|service desk|instead of me|my successor|new contact|will help|can help|"
    r"wenden sie sich|wende dich|schreiben sie (?:bitte )?an|schreib (?:bitte )?an|richtige[rn]? (?:person|ansprechpartner\w*)|sprechen sie mit|ansprechpartner(?:in)?|kolleg(?:e|in|en|innen)|vertretung|vertritt|zustandig|nachfolger(?:in)?|assistent(?:in)?|dringend\w*|kontaktieren sie|weitergeleitet an|leite\w* .{0,30}weiter|"
    r"setzen sie sich|notfall\w*|chef(?:in)?|"
    r"voyez avec|bonne personne|contacter|contactez|collegues?|adressez|adresser|joindre|vous tourner|remplac\w+|urgence|urgent|assistante?|ecrivez a|ecrire a|transf\w+|je transmets|successeur|voir avec|"
    r"persona (?:indicada|adecuada|correcta)|hable con|habla con|contacte|contactar|contacta|dirijase|dirigirse|diri[gj]\w+|companer[oa]s?|colegas?|escrib[ae]n?? a|escribir a|urgen\w+|sustitut[oa]|reenvi\w+|encargad[oa]|responsable|asistente|jefe|jefa|"
    r"persona giusta|parli con|contatt\w+|rivolg\w+|colleg(?:a|hi|he)|sostitu\w+|urgenz\w+|inoltr\w+|referente|responsabile|scriv\w+ a|"
    r"contact(?:e|ar|o)|contat[eo]r?|dirija\w*|encaminh\w+|urgencia|responsavel|assistente|fale com|substitut[oa]|"
    r"juiste persoon|neem contact|contacteer|collega'?s?|waarnem\w+|vervang\w+|dringend\w*|spoed\w*|wend(?:en|t)? (?:u|je|zich)|mail(?:en|t)? naar|opvolger|verantwoordelijk\w*|doorgestuurd|assistent(?:e)?|"
    r"prosze o kontakt|kontaktowac sie|kontakt z|skontakt\w+|kolega|kolezank\w+|zastep\w+|piln\w+|przekaz\w+|odpowiedzialn\w+|asystent\w*|"
    r"ratt person|prata med|kontakta|kolleg(?:a|or|er|an|orna)|bradsk\w+|ersattare|ansvarig|vidarebefordr\w+|ring vaxeln|vaxeln|akut\w*|hor av dig till|vand dig till|"
    r"kontakt(?: venligst)?|kollega(?:er)?|haster|haste\w*|afloser|ansvarlig|vikar|viderestil\w*|henvend\w*|skriv til|"
    r"ota yhteytta|ottakaa yhteytta|kollega\w*|kiireellis\w+|sijai\w+|vastaa\w*|tavoit\w+|kaantykaa|"
    r"kontaktujte|obrat\w*|kolega|kolegyn\w*|zastup\w*|nalehav\w*|urgentni\w*|zodpovedn\w*|preposl\w*|"
    r"acil|iletisim|обращайтесь|срочн\w*|коллег\w*|свяж\w*|急ぎ|紧急|联系)(?!\w)"
)
SELF = re.compile(
    r"(?<!\w)(?:reach me|call me|ring me|email me|e-mail me|text me|txt me|contact me|write me|mail me|message me|send (?:it|them|that|this|the \w+) to me|my (?:cell|mobile|phone|number|direct|personal|"
    r"work|email|e-mail|line|desk|new|linkedin|calendar|cal|details|address|details)|i'?m (?:at|on)|me at|me on|mine is|our (?:office|number|store|shop)|the (?:store|shop|office)|my office|call the|"
    r"rufen? (?:sie|s)? ?(?:mich|mi)|erreich\w+ (?:sie )?mich|meine? (?:nummer|handy|mobil\w*|mail\w*|durchwahl|neue)|mich unter|mich|mir|an mich|"
    r"m'appeler|me joindre|mon (?:portable|numero|mail|email|fixe)|appelez-moi|appelle-moi|rappel\w+-moi|joignable|ma ligne|je reste disponible|m'ecrire|"
    r"llam[ae]me|me puede\w*|mi (?:numero|movil|celular|correo|telefono)|escrib[ae]me|marcame|"
    r"mi chiami|mi puo|chiamarmi|chiamami|il mio (?:numero|cellulare|indirizzo)|mio cell\w*|mi scriva|"
    r"me ligue|ligue-me|liga-me|meu (?:numero|telemovel|celular|email|telefone)|me liga|"
    r"bel me|bel mij|mijn (?:nummer|mobiel|nieuwe)|mij bereiken|bereikbaar op|bel maar|"
    r"prosze dzwonic|moj (?:numer|telefon)|do mnie|zadzwon do mnie|"
    r"ring mig|ring meg|mitt (?:nummer|nr)|mit (?:nummer|nr)|na mig|nar meg|ringa mig|mobilen|"
    r"soittakaa minulle|soita minulle|numeroni|"
    r"zavolejte mi|muj (?:telefon|mobil)|me cislo)(?!\w)"
)
HANDED_OVER = re.compile(
    r"(?:[Ff]orward(?:ing|ed)?(?: (?:this|it|your (?:e-?mail|message|note)|you))?(?: on| over)? to|[Pp]ass(?:ing|ed)?(?: (?:this|it|you|your (?:e-?mail|details|info|note)))?(?: on| along| over)? to|"
    r"[Hh]and(?:ing|ed)(?: (?:this|it|you))?(?: over| off)? to|[Ll]ooping in|[Aa]dding|[Cc]opying(?: in)?|[Cc][Cc]'?(?:ing|ed)?:?|[Ss]peak (?:to|with)|[Tt]alk to|[Rr]each out to|[Cc]ontact|[Gg]et in touch with|"
    r"[Ee]mail|[Tt]ry|[Cc]heck with|[Cc]onnect with|[Ii]ntroduc(?:e|ing) you to|(?:[Mm]y|our) (?:colleague|assistant|boss|manager|coworker|co-worker|successor|business partner|partner|ops lead|team mate|teammate|replacement),?|"
    r"(?:an|[Aa]nsprechpartner(?:in)? ist|[Kk]olleg(?:e|in|en)|[Vv]ertretung(?: ist)?|vertritt mich|[Nn]achfolger(?:in)? ist)(?: (?:meinen?|unsere[nr]?) (?:Kolleg(?:e|in|en)))?(?: (?:Herrn?|Frau|Dr\.))?|"
    r"(?:transf(?:ère|érer?|eré)|transmets?|contact(?:ez|er)|collègue|à|avec)(?: mon collègue| ma collègue| M\.| Mme)?|"
    r"(?:colega|compañer[oa]|a|con|contacte (?:con |a )?|diríjase a|responsable,?)(?: mi colega| mi compañer[oa])?|"
    r"(?:collega|al collega|alla collega|a|contatt(?:are|i)|rivolgersi a|con)|"
    r"(?:colega|meu colega|minha colega|contacte o|contacte a|com|para)|"
    r"(?:collega|naar|waarnemer is|aan|met|contact op met)|(?:kollega|till|til|kontakta|kontakt venligst|Kontakt)|(?:kolegi|do|z|kolega|kontakt z)|(?:kollegani|kollegalle)|(?:kolegovi|kolega|na|kolegyně))\s+"
    r"(?P<name>[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]+(?:\s+(?:van|de|der|den|von|da|di|del|la|ter)?\s?[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]+){0,3})"
)
"""A name behind words that hand over to it."""
FORWARDED = re.compile(
    r"(?<!\w)(?:forward(?:ing|ed)?|pass(?:ing|ed)? (?:this|it|you|your|that)|pass(?:ing|ed)|hand(?:ing|ed)|looping in|copying|cc'?ing|adding|speak (?:to|with)|talk to|reach out to|get in touch with|check with|connect with|"
    r"introduc\w+ you|leite \w+|weitergeleitet|weiterleiten|transfer\w*|transmets|transf\w+|reenvi\w+|inoltr\w+|encaminh\w+|doorgestuurd|stuur \w+ door|przekaz\w+|vidarebefordr\w+|videresend\w*|valit\w+|preposil\w*|preposl\w*|"
    r"my colleague|my assistant|colleague)(?!\w)"
)
"""Words that hand over even without an address."""
_NAMED = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]+(?:\s+(?:(?:van|de|der|den|von|da|di|del|la|ter)\s+)*[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]+){0,3}"
NAME_BEFORE = re.compile(
    rf"(?P<name>{_NAMED})\s*(?:[,(:<–-]|\bat\b|\bon\b|\bunder\b|\bunter\b|\bau\b|\bal\b|\bem\b|\bpå\b|\bpod\b|\ben\b)?\s*[(<\[]?\s*(?:mailto:|e-?mail:?\s*)?$"
)
NOT_NAMES = frozenset(
    "i the a an hi hello dear hey thanks thank please contact email mail call herr frau mr mrs ms dr best regards kind warm cheers sincerely yours mit freundlichen gruessen grüßen sehr geehrte bonjour hola ciao salve "
    "buongiorno cordialement saludos saluti tel phone mobile fax office direct out of on in for if my our your this at automatic reply re fw fwd linkedin zoom teams google meet monday tuesday wednesday thursday friday "
    "saturday sunday january february march april may june july august september october november december try cc ccing dringenden fällen urgences urgence kontakt venligst team sales support reception rezeption accueil "
    "biuro office service desk help mijn ihr neuer unser meine mein kollegin kollege kollegen monsieur madame señor señora sig signor signora pan pani".split()
)
