# ruff: noqa: E501 - a table of phrases reads better with one phrase family per line
"""Wishes to be left alone, and notices of machines, in the languages that `languages` and `machine_wording` do not have.

Indonesian and Malay, Vietnamese, Filipino, Hindi, Bengali, Urdu, Persian, Thai, Swahili, Bulgarian, Ukrainian, the
languages of the western Balkans, Catalan and the Baltics; Russian, Hindi, Arabic, Chinese, Japanese and Greek as people
write them in Latin letters. Each says the same few things: do not write, call or send any more; stop it; delete my
number; take me off; sign me off. Literals are written as people spell them and folded here.
"""

from __future__ import annotations

import re
import unicodedata

from rejoinder.domain.contacts import fold
from rejoinder.domain.safety.phrases import phrase, wording


def as_read(literal: str) -> str:
    """A pattern's literals as the texts are that it is matched against: NFKC, folded. It may hold no upper-case class."""
    return fold(unicodedata.normalize("NFKC", literal))


def _phrase(*alternatives: str) -> re.Pattern[str]:
    return phrase(*map(as_read, alternatives))


def _anywhere(*alternatives: str) -> re.Pattern[str]:
    return wording(*map(as_read, alternatives))


_LATER = r"(?! ?(?:sekarang|dulu|hari ini|malam ini|pagi|siang|sebelum|setelah|besok|danas|sutra|prije|pre|posle|poslije|nakon|sada|jutri|zdaj|pred|bukas|ngayon|bago|abhi|aaj|kal|seichas|segodnya|zavtra|сега|днес|утре|преди|следобед|зараз|сьогодні|завтра|до|avui|dema|ara|abans|simdi|truoc|bay gio|hom nay|leo|kesho|kabla))"
"""Not now is not never."""

_INDONESIAN = _phrase(
    rf"(?:jangan|tolong jangan|mohon jangan|tidak usah|tak usah|gak usah|ga usah|nggak usah|stop|berhenti|hentikan)(?: \w+){{0,2}}? (?:kirim\w*|hubungi|menghubungi|mengirim\w*|telepon|telpon|telefon|menelepon|menelpon|chat|wa|sms|ganggu|mengganggu|kacau|kontak|menghubung\w*|email|emel|spam|hantar|mesej)(?: (?:saya|aku|kami|pesan|lagi|ke|mesej|apa-apa|sms|email)){{0,3}}{_LATER}",
    r"(?:hapus|hapuskan|hilangkan|keluarkan|coret|buang|padam|padamkan|delete)(?: \w+){0,2}? (?:nomor|no|nombor|data|saya|kontak|email|alamat|nama|aku|kami)(?: \w+){0,2}",
    r"berhenti (?:ber)?langgan\w*|nyahlanggan|batalkan langganan",
)
_VIETNAMESE = _phrase(
    rf"(?:đừng|xin đừng|làm ơn đừng|vui lòng đừng|vui lòng không|không)(?: \w+){{0,2}}? (?:nhắn tin|nhắn|gọi|gửi|liên hệ|liên lạc|làm phiền|email|spam)(?: \w+){{0,5}}? (?:nữa|thêm){_LATER}",
    rf"(?:đừng|vui lòng đừng|xin đừng) (?:nhắn tin|gọi|gửi|liên hệ|liên lạc|làm phiền)(?: \w+){{0,2}} (?:tôi|em|mình|chúng tôi){_LATER}",
    r"(?:ngừng|ngưng|dừng|thôi) (?:gửi|nhắn|gọi|làm phiền|liên hệ|liên lạc|spam)(?: \w+){0,3}",
    r"(?:xóa|xoá|gỡ|bỏ)(?: \w+){0,2}? (?:số|email|thông tin|tên|tôi|dữ liệu|địa chỉ)(?: \w+){0,3}",
    r"hủy (?:đăng ký|nhận tin|theo dõi)|từ chối nhận",
)
_FILIPINO = _phrase(
    rf"(?:huwag|wag)(?: \w+){{0,4}}? (?:mag-?text|i-?text|tumawag|tawagan|mag-?message|kontakin|magpadala|padalhan|mang-?istorbo|istorbohin|guluhin|mag-?email)(?: \w+)?{_LATER}",
    r"(?:tanggalin|burahin|alisin|i-?delete)(?: \w+){0,3}? (?:number|numero|pangalan|email|ako|contact|listahan)(?: \w+)?",
    r"tigilan(?: \w+){1,3}|itigil(?: \w+){0,2} (?:text\w*|mensahe|pagtext|pagtawag|message\w*)|tama na(?= ?(?:$|\n|[.!]))",
)
_HINDI_IN_LATIN = _phrase(
    rf"(?:message|messages|msg|msgs|call|calls|phone|fone|sms|mail|mails|email|contact|text|tang|pareshan|disturb)(?: \w+)?? (?:mat|na|nahi|nahin|nai) (?:kar\w*|bhej\w*|kijiye|krna|kro|kr|do|dena|dijiye){_LATER}",
    rf"(?:mat|na) (?:karo|karna|kro|bhejo|bhejna|kijiye) (?:mujhe )?(?:message|msg|call|phone|sms|mail)\w*{_LATER}",
    r"(?:number|no|naam|data|email|mujhe|list)(?: \w+){0,3}? (?:hata\w*|delete|nikal\w*|mita\w*|remove)(?: (?:karo|kar do|do|kijiye|dijiye|dein|den|kare|karein))?",
    r"(?:message|messages|msg|call|calls|ye|yeh|sab|spam|sms)(?: \w+){0,2}? ?(?:band|bandh) (?:karo|kro|kijiye|kar do|kar|karein)|(?:band|bandh) (?:karo|kro|kijiye|kar do)(?: \w+){0,3}",
)
_RUSSIAN_IN_LATIN = _phrase(
    rf"(?:bolshe |bol'she |pozhaluista )?ne (?:pishite|pishi|zvonite|zvoni|prisylaite|prisylajte|bespokoite|bespokojte|shlite|shli)(?: (?:mne|syuda|suda|bolshe|bol'she|nam|menya|nas)){{0,3}}{_LATER}",
    r"(?:udalite|uberite|sotrite|vycherknite)(?: \w+){0,2} (?:nomer|menya|dannye|kontakt|pochtu)|otpishite(?: menya)?|otstan'?te|otvalite|(?:hvatit|khvatit) (?:spamit|pisat|zvonit)'?",
)
_ARABIC_IN_LATIN = _phrase(
    r"(?:la|ma|balash|khalas la|khalas ma) (?:te?rse?l|te?rsi?l|t?etse?l|te?tasel|te?tesel|te?ttasel|te?kte?b|te?b3a[st]h?|to?ktob)\w*(?: \w+){0,3}",
    r"(?:emsa7|imsa7|emsah|imsah|e7zef|i7zef|shil)(?: \w+)? (?:ra2mi|rakmi|raqmi|nomreti|rqmi|esmi|ismi)|(?:batalo|batlo|wa2fo|waqfo) (?:\w+ ?){1,3}",
)
_EAST_ASIAN_IN_LATIN = _phrase(
    r"(?:bie|buyao|bu yao|qing wu) (?:zai )?(?:fa|da dianhua|dadianhua|lianxi|saorao|gei wo fa)(?: \w+){0,2}|tui ?ding|shanchu wode? \w+",
    r"(?:mou|nidoto|kongo|mail|meeru|denwa|renraku)(?: \w+){0,3}? (?:shinaide|okuranaide|kakenaide|yamete)(?: kudasai)?|(?:haishin|renraku) (?:teishi|fuyou)(?: \w+)*|yamete kudasai",
    r"(?:munja|yeonrak|jeonhwa)(?: \w+)? (?:hajima|bonaejima)\w*",
)
_GREEK_IN_LATIN = _phrase(
    r"(?:min?|mhn) (?:mou |me )?(?:xana|ksana)?(?:steln\w+|steil\w+|stilt\w+|enoxl\w+|enohl\w+|parete|grafete|grapsete)(?: \w+){0,3}|diagrapste(?: \w+){1,3}|svis[te]+ (?:\w+ )?(?:arithmo|noumero|me)(?: \w+)?|stamatiste(?: \w+){0,4}"
)
_BULGARIAN = _phrase(
    rf"не (?:(?:ми|ме|ни|се|повече|вече) ){{0,2}}(?:пишете|пиши|изпращайте|пращайте|звънете|звъни|търсете|безпокойте|обаждайте|притеснявайте)(?: [^ \n]+)??(?: (?:повече|вече|никога)){_LATER}",
    rf"(?:повече|вече|никога) (?:не |да не )(?:(?:ми|ме|ни|се) ){{0,2}}(?:пишете|пиши|изпращайте|пращайте|звънете|търсете|безпокойте|обаждайте){_LATER}",
    r"(?:премахнете|махнете|изтрийте|изтрий|заличете|отпишете|извадете) (?:ме|номера|данните|името|имейла|адреса|ни)(?: [^ \n]+){0,3}",
    r"спрете (?:да |със? |с )[^ \n]+(?: [^ \n]+)?|оставете ме на мира|отписване от",
)
_UKRAINIAN = _phrase(
    rf"не (?:пишіть|пиши|дзвоніть|дзвони|надсилайте|турбуйте|телефонуйте)(?: (?:мені|сюди|нам|мене))? (?:більше|ніколи){_LATER}",
    rf"(?:більше|ніколи) (?:мені |нам |мене )?не (?:пишіть|пиши|дзвоніть|надсилайте|турбуйте|телефонуйте)(?: [^ \n]+)?{_LATER}",
    r"(?:видаліть|видали|приберіть|викресліть|зітріть)(?: [^ \n]+)? ?(?:мій номер|номер|мене|мої дані|дані|мою адресу|адресу)|відпишіть(?: [^ \n]+)?|як (?:мені )?відписатис[яь]|припиніть (?:писати|дзвонити|надсилати|розсилку|спам\w*)|відчепіться|не турбуйте(?: мене)?",
)
_BALKAN = _phrase(
    rf"(?:ne|nemojte|nemojte više|više ne|nikad više ne|prosim ne)(?: (?:mi|me|više|nas|nam|več|vec|nikad)){{0,3}} (?:pišite|pisati|zovite|zvati|šaljite|slati|kontaktirajte|kontaktirati|javljajte|javljati|smetajte|smetati|uznemiravajte|gnjavite|pošiljajte|pošiljati|kličite|klicati|nadlegujte)(?: (?:mi|me|više|nam|nas|več|vec|nikad|na|ovaj|broj|poruke|mailove)){{0,3}}{_LATER}",
    r"(?:izbrišite|obrišite|maknite|uklonite|skinite|odjavite|izbriši|obriši|makni|odstranite|ispišite)(?: (?:me|mi|nas|molim|prosim))*(?: (?:moj\w*|naš\w*|broj|telefon|podatke|s liste|sa liste|z liste|iz baze|s popisa|številko|mail|adresu|naslov)){0,3}(?= ?(?:$|\n|[^\w\s]|s |sa |z |iz |molim|hvala|prosim))",
    r"(?:prestanite|nehajte|dosta)(?: (?:mi|me|s|sa|više|vec|već|ovih))* (?:slati|pisati|zvati|porukama?|spamom|spamati|pošiljati|klicati|gnjaviti|nadlegovati)(?: \w+)?|kako (?:da )?(?:se )?odjav\w+|ostavite me na miru",
    r"(?:не|немојте|више не)(?: (?:ми|ме|више|нам)){0,2} (?:пишите|писати|зовите|звати|шаљите|слати|контактирајте)(?: (?:ми|ме|више|на|овај|број)){0,3}|(?:обришите|избришите|уклоните)(?: (?:ме|мој\w*|број)){1,3}",
)
_CATALAN = _phrase(
    rf"no (?:m'|em |ens )?(?:escriviu|truqueu|envieu|contacteu|molesteu|escrigui\w*|truqui\w*|enviï?n?|contacti\w*)(?: \w+)?? (?:més|mai)(?: més)?{_LATER}",
    r"(?:traieu|traieu|elimineu|esborreu|doneu|tregui|elimini|esborri)(?:-me|-nos| el meu| les meves| els meus)(?: \w+){0,4}|deixeu(?:-me| de) (?:\w+ ?){1,3}",
)
_BALTIC = _phrase(
    r"nebe(?:siųsk|rašyk|skambink|trukdyk|kontaktuok)\w*(?: \w+){0,2}|(?:ištrinkite|pašalinkite|išbraukite)(?: \w+){0,2} (?:mane|mano|numer\w*|sąraš\w*)",
    r"(?:vairs )?ne(?:sūtiet|rakstiet|zvaniet|traucējiet)(?: \w+)?? (?:vairs|man)(?: \w+)?|vairs ne(?:sūtiet|rakstiet|zvaniet)(?: \w+)?|(?:dzēsiet|izdzēsiet|izņemiet)(?: \w+){0,2} (?:manu|mani|numuru|saraksta)",
    r"(?:ärge|palun ärge|ära)(?: \w+)? (?:kirjutage|saatke|helistage|võtke ühendust|tülitage)(?: \w+){0,2} ?(?:enam|mulle|rohkem)|(?:kustutage|eemaldage)(?: \w+)? (?:mu|minu|mind)(?: \w+)?",
)
_SWAHILI = _phrase(
    r"usi(?:niandikie|nipigie|nitumie|nisumbue|tume ujumbe|wasiliane)(?: \w+)?|(?:futa|ondoa)(?: \w+)? (?:nambari|namba|jina|barua)(?: pepe)? (?:yangu|langu)|niondoe(?: \w+){0,3}|acha(?:ni)? (?:kunitumia|kunipigia|kunisumbua)(?: \w+)?"
)
_TURKISH_MORE = _phrase(
    r"(?:numaram\w*|verilerim\w*|bilgilerim\w*|mailim\w*|beni|adresim\w*)(?: \w+){0,4}? (?:silin\w*|siler misiniz|sil|çıkarın\w*|çıkarır mısınız|çıkar|kaldırın\w*|kaldırır mısınız|silinmesini|çıkarılmasını)(?: \w+)?|(?:rahatsız|taciz) etmeyin\w*|spam yapmayın|(?:bir daha|artık)(?: \w+){0,2} (?:yazmayın|aramayın|atmayın|göndermeyin|yazma|arama|atma|gönderme)\w*"
)

_BY_SCRIPT = (
    (
        "wish:hi",
        _anywhere(
            r"(?:मैसेज|मेसेज|संदेश|सन्देश|फ.?ोन|कॉल|काल|ईमेल|मेल|संपर्क|सम्पर्क|परेशान|तंग).{0,12}(?:मत|न|ना|नहीं) (?:कर|भेज|की|दें|दो)|(?:नंबर|नम्बर|नाम|डेटा|जानकारी|ईमेल|मुझे|सूची|लिस्ट).{0,14}(?:हटा|मिटा|डिलीट|निकाल)|(?:मैसेज|कॉल|फ.?ोन|संदेश|ये सब|यह सब|स्पैम).{0,10}बंद कर|बंद कर(?:ो|ें|िए|िये| दो)|(?:सदस्यता|सब्सक्रिप्शन|अनसब्सक्राइब).{0,10}(?:रद्द|समाप्त|कर)"
        ),
    ),
    (
        "wish:bn",
        _anywhere(
            r"(?:মেসেজ|বার্তা|ফোন|কল|ইমেইল|যোগাযোগ|বিরক্ত|এসএমএস).{0,12}(?:করবেন না|পাঠাবেন না|দেবেন না|করো না|দিবেন না|পাঠিও না)|(?:নম্বর|নাম্বার|তথ্য|নাম|তালিকা).{0,12}(?:মুছে|মুছুন|ডিলিট|সরিয়ে|সরান|বাদ)"
        ),
    ),
    (
        "wish:ur",
        _anywhere(
            r"(?:میسج|پیغام|فون|کال|ای میل|رابطہ|تنگ|پریشان).{0,12}(?:نہ|مت) (?:کر|بھیج|دیں)|(?:نمبر|نام|ڈیٹا|معلومات|فہرست).{0,10}(?:ڈیلیٹ|حذف|ہٹا|مٹا|نکال)"
        ),
    ),
    (
        "wish:fa",
        _anywhere(
            r"(?:دیگر|دیگه|هرگز).{0,20}(?:پیام|زنگ|تماس|ایمیل|پیامک).{0,8}(?:ندهید|نزنید|نگیرید|نفرستید|نده|نزن|ندین|نزنین|نفرست)|(?:پیام|زنگ|ایمیل|پیامک) (?:ندهید|نزنید|نفرستید|نده|نزن|نزنین|نفرستین)|مزاحم (?:نشوید|نشو|نشید|نشین|من نشو)|(?:شماره|اطلاعات|ایمیل|نام|لیست|فهرست).{0,12}(?:حذف|پاک) (?:کنید|کن|کنین|شود)|لغو (?:اشتراک|عضویت|ارسال)"
        ),
    ),
    (
        "wish:ar",
        _anywhere(
            r"(?:احذفوا?|امسحوا?|أزيلوا|ازيلوا|شيلوا?|الغوا?) (?:[^ \n]+ )?(?:رقمي|بياناتي|اسمي|ايميلي|إيميلي|بريدي|عنواني|معلوماتي|الرقم)|احذفوه|امسحوه|(?:إزالتي|ازالتي|حذفي|إزالة اسمي|حذف رقمي|حذف بياناتي)|(?:إلغاء|الغاء|ألغي|الغي|ألغوا) (?:ال)?اشتراك|توقفوا عن|كفوا عن|كفاية رسائل|بطلوا|لا (?:تزعجوني|تزعجني|تراسلوني|تراسلني)"
        ),
    ),
    (
        "wish:he",
        _anywhere(
            r"אל (?:תשלח|תתקשר|תפנ|תכתב|תציק)[^ \n]*.{0,12}(?:יותר|עוד|שוב|לעולם)|(?:די|מספיק|תפסיק|תפסיקו|הפסיקו|להפסיק)(?: כבר)? (?:לשלוח|להתקשר|לפנות|להציק|להטריד|לכתוב|עם ההודעות|הודעות)|(?:תמחק|תמחקו|מחקו|להסיר|הסירו|תסירו|תורידו|להוריד|נא להסיר).{0,6}(?:אותי|המספר שלי|את המספר|הפרטים|מהרשימה|מרשימת|שמי|אותנו)"
        ),
    ),
    (
        "wish:th",
        _anywhere(
            r"(?:อย่า|ห้าม|ไม่ต้อง|หยุด|เลิก)(?:ส่ง|โทร|ติดต่อ|ทัก|รบกวน|แชท|สแปม|การส่ง).{0,20}(?:อีก|แล้ว|ฉัน|ผม|เรา|ข้อความ)|(?:หยุด|เลิก)(?:ส่ง|โทร|รบกวน)|ลบ.{0,6}(?:เบอร์|หมายเลข|ข้อมูล|ชื่อ|อีเมล|ฉัน|ผม)|ยกเลิก.{0,6}(?:การรับ|สมัคร|รับข่าว|ข่าวสาร|การสมัคร)"
        ),
    ),
    (
        "wish:zh",
        _anywhere(
            r"(?:不要|别|別|勿)再?(?:给我|給我|跟我|向我)?(?:发|發|傳|传|打|寄)(?:信息|消息|訊息|短信|简讯|簡訊|邮件|郵件|电话|電話|广告|廣告)?(?:了|来了|给我|給我)|(?:怎么|如何|怎樣|怎么才能)(?:退订|退訂|取消订阅|取消訂閱)|(?:删|刪|删掉|删除|刪除|移除|去掉).{0,6}(?:我的)?(?:号码|號碼|资料|資料|信息|邮箱|联系方式|名单|名單)|(?:号码|號碼|资料|資料|邮箱).{0,6}(?:删|刪|移除)"
        ),
    ),
    (
        "wish:ja",
        _anywhere(
            r"(?:連絡|メール|電話|メッセージ|送信|配信|営業|勧誘).{0,10}(?:やめて|止めて|しないで|送らないで|かけないで|お断り|不要です|ご遠慮)|(?:番号|情報|リスト|名簿|アドレス).{0,10}(?:削除|消して|外して|抹消)"
        ),
    ),
    (
        "wish:ko",
        _anywhere(
            r"(?:연락|문자|전화|메일|메시지|광고).{0,10}(?:하지 ?마|보내지 ?마|그만|사절|거부|원치 않|원하지 않)|(?:번호|정보|목록|명단|메일).{0,10}(?:삭제|지워|빼)|그만 ?(?:보내|연락|하세요)"
        ),
    ),
)

WORDED = (
    *(("wish:id", _INDONESIAN), ("wish:vi", _VIETNAMESE), ("wish:fil", _FILIPINO), ("wish:hi", _HINDI_IN_LATIN)),
    *(("wish:ru", _RUSSIAN_IN_LATIN), ("wish:ar", _ARABIC_IN_LATIN), ("wish:cjk", _EAST_ASIAN_IN_LATIN)),
    *(("wish:el", _GREEK_IN_LATIN), ("wish:bg", _BULGARIAN), ("wish:uk", _UKRAINIAN), ("wish:balkan", _BALKAN)),
    *(("wish:ca", _CATALAN), ("wish:baltic", _BALTIC), ("wish:sw", _SWAHILI), ("wish:tr", _TURKISH_MORE)),
)
UNSPACED = _BY_SCRIPT

ABSENCE = _phrase(
    r"(?:saya |sedang |lagi )*(?:cuti|bercuti|di luar kantor)(?: \w+){0,3} (?:sampai|hingga|sehingga|dari)|tidak (?:berada )?di kantor|(?:tôi )?(?:đang )?nghỉ (?:phép|thai sản|lễ|ốm)|vắng mặt (?:tại văn phòng|đến|từ)|naka-?(?:leave|bakasyon)(?: \w+){0,2}",
    r"(?:в|съм в|на) отпуск(?:а)? (?:съм )?(?:до|от)|в отпуск съм|у відпустці|у декреті|на лікарняному|у відрядженні|(?:nalazim se |ja sam |trenutno sam )?na (?:godišnjem|godišnjem odmoru|bolovanju|porodiljnom|dopustu)(?: sam)?|sam na (?:godišnjem|odmoru|dopustu|bolovanju)|de vacances fins|esu atostogose|atostogauju|atvaļinājumā|puhkusel|niko likizo|σε άδεια|με άδεια|άδεια μητρότητας|απουσιάζω|εκτός γραφείου",
)
ABSENCE_UNSPACED = _anywhere(
    r"छुट्टी पर|अवकाश पर|ছুটিতে|چھٹی پر|(?:در |به )?مرخصی|خارج از (?:دفتر|اداره)|(?:في|بـ) ?(?:إجازة|اجازة)|בחופש|בחופשת|בחל.?ד|ลาพักร้อน|ลาคลอด|ลาป่วย|ไม่อยู่ที่ออฟฟิศ|休産假|休年假|产假|育児休業|産休|育休|夏季休暇|휴가(?:입니다|중|로|를)|육아 ?휴직|출산 ?휴가"
)
LEFT = _phrase(
    r"(?:no longer|has left|have left|left|has departed from|is not with) (?:works? |working |employed |with |at |part of |a member of )*(?:here|the (?:company|firm|organi[sz]ation|business|team)|our (?:company|firm|team|organi[sz]ation)|us)(?: (?:as of|since|on|in|effective|anymore))?|(?:has|have) (?:retired|moved on from|resigned|transitioned out)|(?:has|have) moved to (?:another|a different|a new) (?:role|position|company|department|team)|as of \w+ \d* ?(?:i|he|she|they) (?:no longer|am no longer|is no longer)",
    r"(?:artık )?(?:şirketimizde|firmamızda|bizimle|burada) çalışm(?:amakta|ıyor)\w*|(?:şirketimizden|görevinden|firmamızdan) ayrıl\w+|(?:már )?nem dolgozik (?:itt|nálunk|cégünknél|a cégnél)|(?:nu mai|nu) lucrează (?:la noi|aici|în compania)|u nás (?:již |už )?nepracuje|nepracuje u nás|(?:больше|уже) (?:здесь |у нас )?не работает|уволил(?:ся|ась)|більше (?:тут |у нас )?не працює|(?:вже )?не працює (?:у нас|в компанії)|(?:δεν )?εργάζεται πλέον|δεν εργάζεται|не работи (?:вече |тук|при нас)|вече не работи|više ne radi|ne radi više|(?:sudah )?tidak (?:lagi )?bekerja|đã nghỉ việc|không còn làm việc|ya no trabaja|ya no labora|já não trabalha|não trabalha mais|non lavora più|ne travaille plus|ne fait plus partie|nicht mehr (?:in unserem|bei uns|im|für uns|hier|in der)(?: \w+){0,2} (?:tätig|beschäftigt|arbeitet)|(?:in den|im) ruhestand|nicht mehr (?:beschäftigt|tätig)|niet (?:langer|meer) werkzaam|werkt (?:hier )?niet meer|nie pracuje (?:już |u nas|w naszej)|już nie pracuje|(?:arbetar|jobbar) inte längre|har slutat (?:hos|på|i)|(?:er )?ikke længere ansat|jobber ikke lenger|(?:er )?ikke lenger ansatt|ei ole enää (?:palveluksessa\w*|töissä)|ei työskentele enää",
)
LEFT_UNSPACED = _anywhere(
    r"(?:لم )?(?:تعد|يعد) (?:تعمل|يعمل)|غادر(?:ت)? الشركة|(?:כבר )?לא עובד[תי]?|עזב[הת]? את החברה|已(?:经)?离职|已離職|退職|退社|異動|퇴사|퇴직|दूसरी कंपनी|अब यहाँ काम नहीं|ลาออกแล้ว|دیگر در (?:این )?شرکت"
)
DEAD = _phrase(
    # English
    r"(?:mailbox|inbox|e-?mail|e-?mail address|address)(?: \w+){0,3}? (?:is|was|has been|are) (?:now |currently |permanently |over |almost )?(?:full|over quota|deactivated|disabled|closed|discontinued|suspended|retired|unavailable|inactive|no longer (?:in use|active|valid|used|monitored|available|exists?|in service|read|checked|being (?:monitored|read|used|checked))|out of service|not (?:in use|active|monitored))|(?:account|number|line) (?:is|was|has been) (?:now |permanently )?(?:deactivated|disabled|no longer (?:in use|in service|active|monitored)|not (?:in service|in use))|(?:address|user|recipient|mailbox|account|group|domain)(?: \w+){0,3}? (?:does not exist|doesn't exist|may not exist|no longer exists|was not found|wasn't found|couldn't be found|could not be found|not found|unknown|rejected)",
    r"(?:message|mail|e-?mail|text|sms)(?: \w+){0,3}? (?:could not be|couldn't be|cannot be|can't be|was not|wasn't|not|has not been) delivered(?! yet\?)|delivery (?:has failed|failed permanently|to (?:the following |these |this )?(?:recipients?|address(?:es)?|groups?|mailbox)(?: or \w+)?(?: [^ \n]+){0,3}? (?:has |have )?(?:failed|been delayed))|mail delivery (?:failed|subsystem|failure)|delivery status notification|undeliverable|undelivered mail|returned to sender|returning message to sender|user unknown|unknown user|recipient unknown|address rejected|mailbox (?:full|unavailable|not found)|exceeded (?:its |the |their )?(?:\w+ )?(?:quota|storage)|couldn't reach this (?:number|address|recipient)|turned off messages from|not delivered(?= ?(?:$|\n|[.:!]))",
    # Germanic
    r"(?:postfach|mailbox|mail-?adresse|e-?mail-?adresse|adresse|mailkonto|konto)(?: [\w-]+){0,3}? (?:ist voll|ist überfüllt|ist nicht mehr (?:aktiv|gültig|erreichbar|in gebrauch)|nicht mehr (?:verwendet|genutzt|gelesen|aktiv|gültig|betreut|in gebrauch|existiert)|wird nicht (?:mehr )?(?:verwendet|genutzt|gelesen|überwacht)|wurde (?:deaktiviert|geschlossen|stillgelegt|gelöscht)|existiert nicht(?: mehr)?|deaktiviert)|(?:nachricht|mail|e-?mail|sms)(?: \w+){0,3}? nicht (?:\w+ )?(?:zugestellt|zustellbar|ausgeliefert)(?: werden)?|unzustellbar|empfänger (?:unbekannt|nicht gefunden)|zustellung fehlgeschlagen",
    r"(?:mailbox|postvak|e-?mailadres|adres|brievenbus|account)(?: [\w-]+){0,3}? (?:is vol|zit vol|niet meer (?:in gebruik|actief|gelezen|bereikbaar)|bestaat niet(?: meer)?|is opgeheven|is gedeactiveerd|wordt niet (?:meer )?(?:gelezen|gebruikt))|(?:bericht|mail|e-?mail)(?: \w+){0,3}? niet (?:worden )?(?:bezorgd|afgeleverd|verzonden)|niet (?:worden )?bezorgd|onbestelbaar",
    r"(?:adressen|adresse|brevlåda|postkasse|mailboks|mejladress\w*|e-?post\w*|inkorg\w*|indbakke|innboks)(?: [\w-]+){0,3}? (?:är full|er fuld|er full|används inte(?: längre)?|bruges ikke(?: længere)?|brukes ikke(?: lenger)?|finns inte|findes ikke|eksisterer ikke|är stängd|er lukket|er nedlagt|inte längre aktiv|ikke længere aktiv)|(?:meddelandet|mejlet|beskeden|meldingen|e-?posten|mailen)(?: \w+){0,3}? (?:kunde inte|kunne ikke) (?:levereras|leveres|skickas)|kunde inte levereras|kunne ikke leveres",
    # Romance
    r"(?:boîte|adresse|messagerie|boîte mail|boite aux lettres|compte)(?: [\w'-]+){0,3}? (?:est pleine|est saturée|n'est plus (?:utilisée|active|valide|consultée|relevée|en service|valable)|n'existe (?:plus|pas)|a été (?:désactivée|fermée|supprimée)|est désactivée?|inconnue)|(?:message|courriel|mail|e-?mail)(?: \w+){0,3}? n'a (?:pas )?(?:pu être|pas pu être|pas été) (?:remis|distribué|délivré|livré|envoyé)|n'a pas pu être (?:remis|distribué|délivré)|échec de (?:la )?(?:remise|distribution|livraison)|destinataire inconnu",
    r"(?:correo|buzón|dirección|casilla|cuenta|e-?mail)(?: [\w-]+){0,3}? (?:está lleno|está llena|ya no (?:está en uso|existe|se usa|se utiliza|está activ[oa]|funciona|se revisa)|no existe|ha sido (?:desactivad[oa]|cerrad[oa]|eliminad[oa])|fue desactivad[oa]|está desactivad[oa])|no (?:se pudo|ha podido|pudo|se ha podido) (?:ser )?(?:entregar|entregad\w|enviar|entregarse)\w*|mensaje no entregado|(?:usuario|destinatario) (?:desconocido|no encontrado)",
    r"(?:casella|indirizzo|mailbox|account|e-?mail|posta)(?: [\w'-]+){0,3}? (?:è pien[ao]|non è più (?:attiv[oa]|in uso|valid[oa]|utilizzat[oa]|presidiat[oa])|non esiste(?: più)?|è stat[oa] (?:disattivat[oa]|chius[oa])|è disattivat[oa])|impossibile (?:recapitare|consegnare)|non (?:è stato|è stata|può essere|ha potuto essere) (?:possibile )?(?:recapitat[oa]|consegnat[oa]|recapitare|consegnare)|mancato recapito|destinatario sconosciuto",
    r"(?:caixa|endereço|e-?mail|conta)(?: [\w-]+){0,3}? (?:está chei[oa]|foi desativad[oa]|foi desactivad[oa]|já não (?:é utilizad[oa]|está ativ[oa]|existe|está em uso)|não (?:existe|está mais|é mais)(?: \w+){0,3}|foi encerrad[oa])|não (?:pôde|foi possível|pode) (?:ser )?(?:entreg(?:ue|ar)|enviad[ao])(?: \w+)?|(?:destinatário|usuário) (?:desconhecido|não encontrado)",
    r"(?:adresa|căsuța|contul)(?: [\w-]+){0,3}? (?:este plin\w*|nu mai este (?:folosit|activ|utilizat)\w*|nu există|a fost dezactivat\w*)|mesajul(?: \w+){0,3} nu a (?:putut fi|fost) livrat",
    # others
    r"(?:skrzynka|adres|konto)(?: [\w-]+){0,3}? (?:jest (?:pełn[aey]|przepełnion[aey]|nieaktywn[yea]|zamknięt[yea])|nie istnieje|nie jest już (?:używan[yea]|aktywn[yea])|został[ao]? (?:zamknięt|dezaktywowan|wyłączon)\w+|nieaktywn[yea])|nie (?:udało się|można|mogła zostać|została) (?:\w+ )?(?:dostarcz\w+|doręcz\w+)",
    r"(?:schránka|adresa|e-?mail)(?: [\w-]+){0,3}? (?:je (?:plná|přeplněná|neaktivní|zrušena?)|již není (?:aktivní|používána?)|už není (?:aktivní|používána?)|neexistuje|není (?:již |už )?(?:aktivní|sledována?))|(?:zprávu|e-?mail)(?: \w+){0,3} (?:se nepodařilo|nebylo možné|nelze) doručit|nepodařilo se doručit|nedoručiteln\w+",
    r"(?:osoite|postilaatikko|sähköpostiosoite|tili)(?: \w+){0,3}? (?:on täynnä|ei ole (?:enää )?käytössä|on suljettu|on poistettu|ei ole olemassa)|viesti(?:ä|si)? (?:\w+ )?ei voitu toimittaa|ei voitu toimittaa",
    r"(?:bu )?(?:e-?posta|posta|mail)(?: \w+){0,3}? (?:kullanılm\w+|doludur|dolu|kapatıl\w+|geçersiz\w*|mevcut değil)|(?:mesaj|e-?posta|ileti)\w*(?: \w+){0,2} (?:iletilemedi|teslim edilemedi|gönderilemedi)|(?:ez a )?(?:cím|postafiók|e-?mail cím)(?: \w+){0,3}? (?:megszűnt|betelt|megtelt|nem létezik|már nem (?:él|használatos|aktív|működik))|(?:üzenet|levél)\w*(?: \w+){0,2} (?:nem kézbesíthető|kézbesítése sikertelen)",
    r"(?:этот |данный |ваш )?(?:адрес|ящик|почтовый ящик|аккаунт)(?: [^ \n]+){0,3}? (?:больше не (?:используется|существует|обслуживается)|не (?:используется|существует|найден)|переполнен|отключен|закрыт|заблокирован|удален)|(?:письмо|сообщение)(?: [^ \n]+)? (?:не (?:доставлено|может быть доставлено|было доставлено))|пользователь не найден|не удалось доставить|(?:ця |ваша )?(?:адреса|скринька)(?: [^ \n]+){0,3}? (?:більше не використовується|переповнена|не існує|закрита)|(?:лист|повідомлення) не доставлено|(?:адресът|пощата)(?: [^ \n]+){0,3} (?:не се използва|не съществува|е пълна)|(?:διεύθυνση|θυρίδα)(?: [^ \n]+){0,3}? (?:δεν χρησιμοποιείται|δεν ισχύει|είναι γεμάτη|δεν υπάρχει)(?: [^ \n]+)?",
    r"(?:alamat|kotak|email)(?: \w+){0,3}? (?:tidak (?:lagi )?(?:digunakan|aktif)|sudah tidak (?:digunakan|aktif)|penuh)|pesan(?: \w+){0,2} (?:gagal|tidak dapat) (?:terkirim|dikirim)|(?:địa chỉ|hộp thư)(?: \w+){0,3}? (?:không còn|đã đầy|không tồn tại)(?: \w+){0,3}|(?:adresa|pretinac|sandučić)(?: \w+){0,3}? (?:više se ne koristi|nije aktivn\w|je pun\w?|ne postoji)|poruka nije (?:isporučena|dostavljena)",
)
DEAD_UNSPACED = _anywhere(
    r"(?:メールアドレス|アドレス|メールボックス).{0,12}(?:使用されて|使われて|存在しません|無効|廃止|停止|容量)|(?:配信|送信|お届け)できません|(?:该|此|這個|这个|本)?(?:邮箱|郵箱|信箱|地址|账号).{0,8}(?:停用|已满|已滿|不存在|无效|注销|已关闭|不再使用)|(?:邮件|郵件|信息|短信).{0,6}(?:无法投递|無法投遞|无法送达|发送失败|退回|未送达)|收件人不存在|(?:메일함|메일|주소|계정).{0,10}(?:가득|존재하지|사용되지|폐쇄|중지)|(?:전송|배달).{0,4}(?:실패|되지)|(?:البريد|العنوان|صندوق|الحساب).{0,16}(?:لم يعد|ممتلئ|غير موجود|غير مستخدم|معطل)|(?:تعذر|لم يتم|فشل) (?:تسليم|توصيل|إرسال)|(?:הכתובת|התיבה|תיבת הדואר).{0,12}(?:אינה פעילה|מלאה|לא קיימת|לא בשימוש|הושבתה)|ההודעה לא נמסרה|(?:ईमेल|पता|मेलबॉक्स).{0,14}(?:उपयोग में नहीं|भर गया|मौजूद नहीं)|आईडी बंद|(?:อีเมล|ที่อยู่|กล่อง).{0,12}(?:ไม่ได้ใช้|เต็ม|ยกเลิก)|(?:صندوق|آدرس|ایمیل).{0,14}(?:پر است|فعال نیست|استفاده نمی)"
)
DECLARED = _phrase(
    r"(?:ini |pesan ini )?(?:adalah )?(?:balasan|pesan|email|mesej|jawapan) otomatis|balasan automatik|(?:đây là )?(?:tin nhắn|thư|email|phản hồi|trả lời) tự động|(?:ovo je )?(?:automatska|automatski) (?:poruka|odgovor|generisan\w*|generiran\w*)|resposta automàtica|missatge automàtic|автоматичн[аеои]\w* (?:відповідь|повідомлення)|автоматичен отговор|αυτόματη απάντηση|αυτοματοποιημένο μήνυμα|automatinis atsakymas|automātiska atbilde|automaatvastus",
    r"auto(?:matic|matically)?[- ]?(?:sent|send|message|msg)(?= ?(?:$|\n|[\])]))|sent from my (?:car|vehicle)|(?:gesendet|envoyé|enviado|inviato) automa\w+|(?:réponse|respuesta|risposta|resposta|antwort|svar|vastaus|odpověď|odpowiedź|yanıt) auto(?=\W|$)",
    r"(?:ich fahre gerade|je conduis|estoy conduciendo|sto guidando|estou (?:dirigindo|a conduzir)|ik zit achter het stuur|ik ben aan het rijden|prowadzę|jag kör|jeg kører|jeg kjører|řídím|araç kullanıyorum|я за рул[её]м)(?: [^ \n]+){0,12} \W?(?:automati\w+|autosvar|auto\w*|otomatik\w*|автоответ\w*|автоматическ\w+)",
)
DECLARED_UNSPACED = _anywhere(
    r"स्वचालित (?:उत्तर|संदेश)|স্বয়ংক্রিয়|پاسخ خودکار|پیام خودکار|خودکار جواب|خودکار پیغام|ข้อความอัตโนมัติ|ตอบกลับอัตโนมัติ|הודעה אוטומטית|מענה אוטומטי|رسالة (?:آلية|الية|تلقائية)|رد (?:آلي|الي|تلقائي)|发信专用|仅供发送|자동 ?(?:응답|회신|메시지)|발신 ?전용|自動(?:返信|応答|送信)|自动(?:回复|答复)"
)
RECEIPT = _phrase(
    r"terima kasih (?:telah|sudah|atas) (?:menghubungi|pesan\w*|email\w*)|pesan anda (?:sudah|telah) (?:kami )?terima|cảm ơn (?:bạn|quý khách|anh|chị)(?: \w+)? đã (?:liên hệ|nhắn tin|gửi)(?: \w+)?|(?:talebiniz|başvurunuz|mesajınız)(?: [^ \n]+){0,4} (?:kaydedil\w+|alın\w+|ulaş\w+)|megkaptuk (?:az )?(?:üzenet\w*|level\w*|megkeres\w*)|am (?:înregistrat|primit) (?:solicitarea|mesajul|cererea)|ваше (?:обращение|звернення|запит)(?: [^ \n]+)? (?:зарегистрировано|прийнято|зареєстровано|получено)|ваше звернення (?:\w+ )?прийнято|λάβαμε το (?:αίτημά|μήνυμά)(?: σας)?|(?:primili smo|zaprimili smo) (?:vašu|vaš|vaše)(?: \w+)?|получихме (?:вашето|вашия)",
)
RECEIPT_UNSPACED = _anywhere(
    r"(?:आपका|आपकी) (?:संदेश|मैसेज|अनुरोध|ईमेल).{0,10}(?:प्राप्त|मिल)|ขอบคุณสำหรับ(?:ข้อความ|การติดต่อ)|ขอบคุณที่ติดต่อ|(?:تم|لقد) استلام|شكر[اًا]* لتواصل|תודה על פניית|פנייתך התקבלה|(?:邮件|留言|咨询|申请).{0,4}(?:已收到|我们已收到)|문의.{0,6}감사|접수(?:되었|번호)"
)
WILL_REPLY_UNSPACED = _anywhere(
    r"(?:जल्द|शीघ्र).{0,10}(?:संपर्क|उत्तर|जवाब)|ติดต่อกลับ|(?:سنرد|سنتواصل|سنعود)|נחזור אלי|折り返し|(?:回复|回覆|联系)您|연락 ?드리"
)
