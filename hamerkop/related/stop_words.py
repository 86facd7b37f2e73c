"""The function words of many languages, and which of them an article's words are. Free of Pelican.

On a large site the number of articles that use a word says whether it means anything; on a site of nine articles "und"
may be in three, as "otter" is. So the function words of each language are a list, and the language of an article is
read off its words: `DEFAULT_LANG` is "en" on many sites that are not in English.
"""

from collections import defaultdict
from collections.abc import Mapping
from unicodedata import normalize

# Words of three letters or more; shorter ones are never read. A word with an apostrophe is read as its parts.
_LISTS = {
    "en": """
    about above after again against all almost also although always among and another any anyone anything are aren
    around because been before being below between both but can cannot could couldn did didn does doesn doing don
    done down during each either else enough etc even ever every for from further get gets getting give given goes
    going got had hadn has hasn have haven having her here hers herself him himself his how however instead into isn
    its itself just know known least less let like likely made make makes making many may maybe might mightn more
    most much must mustn myself need needs neither never next nor not nothing now off often once one ones only onto
    other others ought our ours ourselves out over own per perhaps put quite rather really said same say says see
    seen shall she should shouldn since some someone something sometimes soon still such sure take taken takes than
    that the their theirs them themselves then there therefore these they thing things this those though three
    through thus together too toward towards two under unless until upon use used uses using usually very want wants
    was wasn way ways well were weren what whatever when where whether which while who whole whom whose why will
    with within without won would wouldn yes yet you your yours yourself yourselves
    """,
    "de": """
    aber alle allem allen aller allerdings alles als also andere anderen anderer anderes anstatt auch auf aus außen
    außer außerdem außerhalb bald bei beide beiden beider beim bereits bevor bis bisher bist bleiben bleibt blieb
    dabei dadurch dafür dagegen daher damals damit danach dann daran darauf daraus darf darin darum darüber das dass
    dasselbe dein deine dem den denen denn dennoch der deren derselbe des deshalb dessen dich die dies diese
    dieselbe diesem diesen dieser dieses diesseits doch dort drei durch durfte durften dürfen ebenfalls ebenso eher
    eigentlich ein einander eine einem einen einer eines einige einigen einmal entlang entweder erst etliche etwa
    etwas euch euer falls fast für gab ganz ganze ganzen gar geben gegen gegenüber gehen geht gemacht gemäß gerade
    gern gestern gewesen gibt habe haben habt hatte hatten heute hier hin hingegen hinter hätte hättest ich ihm ihn
    ihnen ihr ihre ihrem ihren ihrer ihres ihretwegen immer indem innen innerhalb irgendwie ist jede jedem jeden
    jeder jedes jedoch jemand jene jenem jenen jener jenseits jetzt kam kann kannst kaum kein keine keinem keinen
    keiner kommen kommt konnte konnten können könnte lassen laut längst lässt machen macht mag mal man manche
    manchmal mehr mehrere mehreren mein meine meinem meinen meiner meist mich mir mit morgen muss musste mussten
    möchte möchten mögen müssen nach nachdem neben nicht nichts nie niemals niemand noch nun nur oben obwohl oder
    oft ohne schließlich schon sehr sei seid sein seine seinem seinen seiner seines seit selbst sich sie sind sobald
    sodass sogar solange solche solchen solcher solches soll sollen sollst sollte sollten somit sonst sonstige sowie
    sowohl statt stets sämtliche trotz trotzdem und uns unser unsere unseren unten unter viel viele vielen
    vielleicht vom von vor wann war waren warum was weder wegen weil weiter welche welchem welchen welcher wenig
    wenige weniger wenn wer werde werden weshalb wie wieder will willst wir wird wirklich wissen wobei wodurch woher
    wohin wohl wollen wollte wollten womit worden wurde wurden während wäre wären wärst würde würden zudem zuerst
    zuletzt zum zumal zur zusammen zwar zwei zwischen über überhaupt
    """,
    "nl": """
    aan achter alle alleen alles als alsof altijd ander andere anderen anders behalve beide beiden betreffende bij
    bijna binnen bleef blijft blijven boven buiten daar daaraan daarbij daarin daarmee daarna daarom daarop daarvan
    dan dat den der deze die dit diverse doch doen door doorgaans dus echter een eens eerst eigen elk elkaar elke
    enige enkele enz erg ergens evenals gaan gaat geen geweest ging gisteren haar had hadden hare heb hebben heeft
    hem het hier hierbij hierin hiermee hierop hiervan hij hoe hoewel hun ieder iedere iemand iets ikzelf indien jij
    jou jouw jullie kan komen komt kon konden kunnen kwam laat lag langs liever ligt maar mag maken meer meest men
    met mij mijn mijne misschien mits mocht moest moet moeten mogen morgen naar naast nadat nauwelijks nergens net
    niet niets noch nog nooit nou ofwel omdat ondanks onder ons onszelf onze ook over overal per reeds rond samen
    sedert sinds slechts soms staat steeds stond tegen ten tenzij ter terwijl thans tijdens toch toen tot totdat
    tussen uit vaak van vanaf vandaag vanuit veel verder via volgens voor vooral voordat waar waaraan waarbij
    waardoor waarin waarmee waarom waarop waarvan wanneer want waren was wat weer wel welke werd werden wie wiens
    wier wij wil worden wordt zal zat zeer zegt zei zelden zelf zich zij zijn zijne zit zoals zodat zodra zolang
    zonder zou zouden zowel zulke zullen
    """,
    "sv": """
    aldrig alla allt alltid alltså andra annars att bara bland blev bli blir borde bort båda både bör dag den denna
    deras dess dessa dessutom det detta dig din dina dit ditt dock där däremot därför därmed efter eftersom efteråt
    egen eller endast enligt ens ett fast fastän fick finns fram från får för före ganska genom gick gått gör göra
    hade han hans har hela henne hennes hit hon honom hos hur här ibland idag igen igår inga inget innan inom inte
    jag kan kanske kom kommer kunde kunna ligger lät låg låter man med medan mellan men mer mest mig min mina mitt
    mot mycket måste ned nog när någon något några och också ofta olika omkring oss per redan sade samma samtidigt
    sedan ser sig sin sina sitt själv ska skall skulle snart som stod står säger sådan sådana sådant tar till
    tillbaka tog trots under ungefär upp utan utom vad var vara varandra varför varit varje varken vart vem vid
    vilka vilken vilket vill väl vår våra vårt ännu även över
    """,
    "da": """
    alle alt anden andet andre bare begge blev blive bliver både den denne der deres derfor det dette dig din dine
    disse dit dog efter egen eller end endnu ene eneste ens enten etc flere fleste for fordi fra får før først
    gennem gik gør gøre ham han hans har havde have hele hen hende hendes her hos hun hvad hvem hver hvilke hvilken
    hvis hvor hvordan hvorfor hvornår igen ikke ind inden ingen intet jeg jer kan kom kommer kun kunne lidt lige man
    mange med meget mellem men mens mere mest mig min mindre mine mit mod måske ned nogen noget nogle når også
    omkring oppe over per samme samt selv senere siden sig sin sine sit skal skulle som sådan tid til uden under var
    ved vil ville vore være været
    """,
    "no": """
    alle allerede alt andre annen annet bare ble blei bli blir både deg dem den denne der dere deres det dette din
    disse ditt eller enda enn ett etter for fordi fra får før først gjennom gjør gjøre hadde ham han hans har hele
    henne hennes her hos hun hva hvem hver hvilke hvilken hvis hvor hvordan hvorfor ikke ingen inn jeg kan kom
    kommer kun kunne man mange med meg meget mellom men mens mer mest min mine mitt mot mye ned noe noen nokre når
    også opp oss over samme selv siden sin sine sitt skal skulle slik som til under uten var ved vil ville vår være
    vært
    """,
    "fr": """
    afin aient ailleurs ainsi alors après assez aucun aucune aujourd auquel aura auraient aurait auront aussi autant
    autour autre autrefois autres aux avaient avais avait avant avec avez avoir avons ayant bas beaucoup bien
    bientôt car ceci cela celle celles celui cependant certain certaine certaines certains certes ces cet cette ceux
    chacun chacune chaque chez combien comme comment contre côté dans davantage debout dedans dehors delà demain
    depuis dernière des desquels dessous dessus deux devaient devait devant dit dits doit doivent donc dont duquel
    durant dès désormais elle elles encore ensuite entre envers environ est eurent eut eux eût faire fais fait
    fallait faudrait faut façon fois font furent fut hier hors hui ici ils ira jamais jusqu jusque juste laquelle
    lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui maintenant mais malgré mes mien mieux moi
    moins mon même mêmes non nos notamment notre nous néanmoins ont outre par parce parfois parmi partout pas
    pendant peu peut peuvent plupart plus plusieurs plutôt pour pourquoi pourraient pourrait pourtant pourvu
    pouvaient pouvait pouvoir presque près puis puisqu puisque quand quant que quel quelle quelles quelqu quelque
    quelques quels qui quiconque quoi quoique rien sans sauf savoir selon sera seraient serais serait seront ses
    seulement sien soi soient soit sommes son sont sous souvent suis sur surtout tandis tant tantôt tard tel telle
    telles tels tes toi ton toujours tous tout toute toutefois toutes trois trop très tôt une vers veut voici voilà
    voir voire vont vos votre voulait vouloir vous vraiment également étaient était étant été être
    """,
    "es": """
    acaso acá adonde ahora ahí algo alguien alguna algunas alguno algunos algún allá allí alrededor ambos ante antes
    apenas aquel aquella aquellas aquello aquellos aquél aquí asimismo así aunque ayer aún bajo bastante bien cada
    casi cerca como con conforme conmigo consigo contigo contra cosa cual cuales cualquier cuando cuanto cuya cuyo
    cuál cuáles cuándo cómo dado debajo debe deben debería deberían del delante demás dentro desde después detrás
    dice dijo donde dos durante dónde ella ellas ello ellos embargo encima entonces entre era eran eres esa esas ese
    eso esos esta estaba estaban estado estar estas este esto estos estoy estuvieron estuvo está están etc excepto
    fue fuera fueran fueron fuese fuesen gran grande haber habrá habrán había habían hace hacen hacer hacia hacía
    han hasta hay haya hecho hicieron hizo hoy hubiera hubieran hubo iba iban incluso jamás junto las lejos les los
    luego mañana mediante menos mientras mis misma mismas mismo mismos mucha muchas mucho muchos muy más mía mías
    mío míos nada nadie ninguna ninguno ningún nos nosotros nuestra nuestras nuestro nuestros nunca otra otras otro
    otros para parece parte pero poca pocas poco pocos podemos poder podría podrían podía por porque pueda puede
    pueden pues que quien quienes quizá quizás quién qué respecto salvo sea sean según ser será sería serían sido
    siempre siendo sin sino sobre sola solamente solo son soy sus suya suyas suyo suyos sólo tal también tampoco tan
    tanta tanto tarde temprano tendrá tenemos tener tenía tenían tiene tienen toda todas todavía todo todos tras
    través tus tuviera tuvieron tuvo una unas uno unos usted ustedes van varias varios veces vez vosotros voy ésa
    ése ésta éstas éste éstos
    """,
    "pt": """
    acerca ademais agora ainda algum alguma algumas alguns alguém ali além amanhã ambos ante antes aos apenas apesar
    após aquela aquelas aquele aqueles aqui aquilo assim através atrás até bastante bem cada cedo cima com comigo
    como conforme conosco consigo contigo contra contudo cuja cujas cujo cujos das debaixo dela delas dele deles
    demais dentro depois desde dessa desse desta deste deve devem deveria diante disse disso disto diz dois dos duas
    dum duma durante ela elas ele eles embora enquanto entre então era eram essa essas esse esses esta estamos estar
    estas estava estavam este esteja estejam estes esteve estivesse estou está estão etc exceto faz fazem fazer
    fazia fez fizeram foi for fora foram fosse fossem geral grande haver havia haviam hoje houve hão iam isso isto
    jamais lhe lhes logo longe mais mas mediante menos mesma mesmas mesmo mesmos meu meus minha minhas muita muitas
    muito muitos nada nas nela nelas nele neles nem nenhum nenhuma nessa nesse nesta neste ninguém nos nossa nossas
    nosso nossos numa numas nunca nuns não nós onde ontem ora outra outras outrem outro outros para parece parte
    pela pelas pelo pelos per perante perto pode podem poder poderia poderiam podia pois por porque portanto porém
    posso pouca poucas pouco poucos primeiro própria próprio quais qual qualquer quando quanto quantos quase que
    quem quer queria quiçá quê salvo seja sejam sem sempre sendo senão ser seria seriam será serão seu seus sido sob
    sobre somente somos sua suas são tal talvez também tampouco tanta tanto tarde tem temos tenha tenho ter teria
    teriam teu teve tinha tinham tivemos tiveram tivesse tivessem toda todas todavia todo todos tua tudo tão têm uma
    umas uns vai vez vezes vindo vinha você vocês vos vários vão àquela àquelas àquele àqueles
    """,
    "it": """
    abbia abbiamo adesso affinché agli alcun alcuna alcune alcuni all alla alle allo allora altra altre altri altro
    altrove anche ancora anzi appena appunto assai attorno attraverso avanti avere avete aveva avevano avranno
    avrebbe avrà avuto benché bene che chi chiunque ciascuna ciascuno cioè circa ciò coi col come comunque con
    contro cosa così cui dagli dai dal dall dalla dalle dallo davanti degli dei del dell della delle dello dentro
    deve devono dice dietro disse domani dopo dove dovevano dovrebbe dovuto due dunque durante ebbe ebbero eccetto
    ecco egli ella entrambi eppure era erano essa esse essere essi esso faceva fanno fare fatto fin finché fino
    finora forse fosse fossero fra furono già gli grande hai hanno ieri infatti inoltre insieme intanto invece
    laddove lei loro lui lungo magari mai mediante meglio meno mentre mia mie miei mio molta molte molti molto negli
    nei nel nell nella nelle nello nemmeno neppure nessun nessuna nessuno niente noi non nostra nostre nostri nostro
    nulla oggi ogni ognuno oltre oppure ora ossia ovunque parecchi per perché perciò però piuttosto più poca poche
    pochi poco poi poiché possono poteva potevano potrebbe potrebbero presso prima proprio purché pure può qua
    qualche qualcosa qualcuno quale quali qualsiasi qualunque quando quanta quante quanti quanto quasi quegli quell
    quella quelle quelli quello questa queste questi questo qui quindi salvo saranno sarebbe sarà sebbene secondo
    sei sembra sempre senza sia siamo siano siccome sono sopra sotto spesso sta stanno stare stata state stati stato
    stava stavano stessa stesse stessi stesso sua subito sue sugli sui sul sull sulla sulle sullo suo suoi tale tali
    talora talvolta tanta tante tanti tanto tra tramite tranne troppo tutta tuttavia tutte tutti tutto una uno vai
    vengono veniva venivano verso via viene vogliono voi volle volta volte vostra vostro vuole
    """,
    "ca": """
    així això algun alguna alguns alhora allà als altra altre altres amb aquell aquella aquest aquesta aquestes
    aquests aquí cada cap com contra del dels des després dins doncs durant ella elles ells els encara ens entre era
    eren estan està fan fer fins fou han havia hem les llavors llurs mateix mateixa mentre menys meu meva molt molta
    moltes molts només nosaltres nostra nostre pel pels per perquè però poc poden pot potser qual quals qualsevol
    quan quant que qui quin quina què sense ser seu seus seva seves sigui sobre sota són també tan tant tenen tenir
    teu teva tinc tot tota totes tots una unes uns vostè érem
    """,
    "ro": """
    aceasta această aceea aceeaşi aceia acel acela acelaşi acele acelea acest acesta aceste acestea acestei acesteia
    acestor acestui acestuia aceştia acolo acum adesea adică aici ale alt alta alte altfel alţi aproape are asta
    astfel asupra atunci atât avea avem avut azi aţi așa care cea cei cel cele celor ceva chiar cine cineva cum când
    cât câte câteva câtorva câţi cărei cărui către dacă dar deasupra deci decât dedesubt deja deoarece despre deşi
    deși din dinspre dintr dintre doar după ele era erau este eşti fie fiecare fiecărui fiind foarte fost fusese
    fără iar iarăşi ieri imediat lor lui lângă mai mea mei mele mereu meu mult multe mulţi mâine nici nicio nimeni
    nimic noastră noi nostru numai oare ori oricare orice oricine pentru peste poate prin printre putea puteau puţin
    până rareori sau sub sunt sunteţi sînt tale toate toată tot totuşi toţi trebuia trebuie una unde unei unele
    uneori unii unor unui unul voi vor vostru vreo îmi împreună înainte înapoi încât încă însă întotdeauna într
    între întrucât și-a
    """,
    "pl": """
    aby aczkolwiek albo ale ani bardziej bardzo bez bowiem być był była było były będzie będą będę chce chciał chcą
    chociaż choć cię coś czasem czego czemu czy czyli czym często dla dlaczego dlatego dlań dobrze dokąd dopiero
    dopóki dotąd dość dwa dzisiaj dzięki dziś gdy gdyby gdyż gdzie ich ile inna inne inny innych jak jaka jaki jakie
    jakiś jako jeden jedna jednak jednakże jedno jego jej jemu jest jestem jeszcze jeśli jeżeli jutro już każda
    każde każdego każdy kiedy kilka kogo komu kto ktoś która które którego której któremu który których którym
    którzy którą lecz lub mają mam miał miała miało mieli mieć mimo między mnie moga mogli mogą mogła moja moje może
    możliwe można musi musiał mógł mój nad należy nam nami nas nasi nasz nasza nasze natomiast nawet niby nic nich
    niczego nie niech niego niej nigdy nikt nim nimi niż obok około ona one oni ono oprócz oraz owego owej pewien
    pewna pod podczas pomimo ponad ponadto ponieważ potem powinien powinna poza prawie przed przede przez przy
    później raz razem rzadko również sam się skoro skąd sobie spod sposób spośród stąd swego swej swoi swoich swoim
    swoje swoją swój swą tak taka taki takie także tam tamta tamten tamto tego tej ten teraz też tobie tobą trzeba
    tutaj tuż twój tych tylko tym wami wasz wcześniej wczoraj według wiele więc wobec wszyscy wszystkie wszystko
    wtedy wzdłuż właśnie wśród zatem zawsze zaś znad znowu zwykle żaden żadna żadne żeby
    """,
    "cs": """
    aby ale anebo ani aniž asi avšak ačkoli bez bude budeme budete budou budu bych bychom byl byla byli bylo byly
    byste být chce chtěl což další dnes dokud jak jako jaké jeden jedna jeho jejich její jemu jen jenom jenž
    jestliže ještě jež jich jimi jinak jiné jiný již jsem jsi jsme jsou jste jít kam každá každé každý kde kdo kdy
    kdyby když kolem kterou která které kterého kterému který kterých kterým kteří kvůli mají mezi mimo mnoho moc
    mohl mohou moje musel musí málo málokdy máme místo měl měla měli můj může nad naše nebo nebyl nechť nejsou není
    než nic nich nikdo nám námi nás náš ním nějaký někdo některé některý ode ona oni ono ovšem pak pod podle pokud
    potom pouze pořád pro proto protože proč přece před přes přesto při sice skoro snad stále svou své svého svém
    svých svůj tak takový také takže tam tato tedy ten tento tohle toho tom tomto tomu totiž tuto tyto téměř této
    tím tímto uvnitř vedle velmi vně vám vás váš včera však všech všechno všichni vždy zatím zatímco zde znovu zítra
    často
    """,
    "sk": """
    aby ako aká aké aký ale alebo ani asi bez bol bola boli bolo bude budú buď byť cez dnes ešte hoci iba ich iné
    iný jeho jej každý kde keď keďže kto ktorá ktoré ktorí ktorý kvôli lebo len majú mal mať medzi mnoho musí môcť
    môj môže môžu nad najmä nech nich nie niekto niektoré niečo nim nič nás náš okolo oni ono pod podľa pokiaľ potom
    pre pred preto pretože prečo pri práve sem sme som svoj svoje tak takže tam teda ten tento tieto tiež toho toto
    tým veľmi vám vás váš však všetko všetky vždy ďalší
    """,
    "hr": """
    ako ali bez bih bila bile bili bilo bio bismo biti dakle dio dok dva gdje god hoće ili ima imaju ipak između
    jako jedan jedna jedno jednom jer jesu još kad kada kako kao kod koja koje kojeg kojem koji kojih kojim kojima
    koju kroz mogu moj mora moraju može nad nakon nam nas naš nego neka neke neki nekoliko netko neće nije nikad
    nisu ništa njega njegov njih njihov nju odnosno oko ona oni ono ova ovaj ove ovo ovog pod pored preko prema pri
    prije radi sam samo smo ste sva sve svi svoj svoje svoju tada taj tako također tamo tek toga toj tom treba vam
    vas već više vrlo zašto zbog ćemo što
    """,
    "hu": """
    ahhoz ahogy ahol aki akik akiket akinek akit akkor alatt alá alól amely amelyek amelyeket amelyet amelynek ami
    amikor aminek amit amióta amíg annak arra arról azok azon azonban azt aztán azután azzal azért benne bár bárki
    bármi cikk csak eddig egy egyes egyetlen egyik egyre egyéb ekkor ellen első elég először előtt engem ennek erre
    erről ezek ezen ezt ezzel ezáltal ezért fel felett felé fölé fölött gyakran hanem hiszen hogy hogyan hogyha
    holnap igen illetve ilyen ilyenkor ismét itt jól kell kellene kellett keresztül kívül körül közé között közül
    legalább legyen legyenek lehet lehetett lenne lenni lennének lesz lett lettek maga magát majd meg mellett mellé
    mely melyek mert mialatt mikor mind minden mindenhol mindenki mindent mindig minket mint mintha mit mivel miért
    mióta most már más másik még mégis mégsem mögött nagy nagyon nekem neki nekik nekünk nem nincs noha néha néhány
    nélkül olyan ott pedig persze ritkán saját sehol sem semmi senki sok sokat során szemben szerint számára talán
    tegnap tehát teljes titeket továbbá tud tudott téged több ugyanis után utána vagy vagyok valahol valaki valami
    valamint van vannak vele velem velük vissza viszont volna volnának volnék volt voltak által általában így össze
    úgy újra őket
    """,
    "fi": """
    aika aina ainakin aivan alla asti edessä ehkä eikä eilen eivät eivätkä eli ellei emme enemmän ennen entä enää
    esimerkiksi ettei että harvoin heidän heille heillä heiltä heitä hieman huomenna hyvin hän häne hänelle hänellä
    hänen hänet häntä ilman itse johon joiden joista joita joka jokainen jokin joko joku jolla jolle jonka jonkun
    jopa jos joskus jossa josta jota joten jotka jotkut jotta juuri kai kaikki kanssa kautta keskellä keskuudessa
    ketä kohti koko koska kuin kuinka kuitenkin kuka kukaan kun kunnes kuten kyllä liian lisäksi luona lähes meidän
    meille melkein melko meni mennä mihin mihinkään miksi mikä mikäli mikään millainen millä minkä minulla minulle
    minun minut minä missä missään mistä mitkä mitä mitään molemmat muita mukaan mukana mutta muun muut muuta myös
    nen niiden niille niin niistä niitä noiden noin noita nuo nyt näiden näin näissä näitä nämä ole olemassa olemme
    olen oli olin olisi olisin olisivat olivat olla ollut oma ovat paljon piti pitkin pitää poikki pystyy päällä saa
    saakka sai saisi sekä sen siellä siihen siinä siis siitä sille sillä sinulle sinun sinä sitten sitä taas tahi
    tai takana tehdä teidän toinen tosin tulee tuli tulla tuo tämä tämän tänä tänään tässä tästä täten tätä täytyy
    usein uudelleen vaan vai vaikka vaikkei vain varmaan vasta vasten vielä vieressä voi voidaan voisi voisivat
    voivat vähän välillä yhdessä yli ympäri ympärillä
    """,
    "et": """
    aga alates alla ees eest ega ehk ehkki enam enda enne ent ette iga igal ikka ilma ise juba just juurde juures
    järgi jääb kaks kas keda keegi kelle kes kogu kohta koos kui kuid kuidas kuigi kuna kuni kus käib kõige kõik
    läbi maha meie mida miks millal mille mina mind mingi minu mis mitte mitu mul muu muude mõned mõni nad need neid
    neile nende nii ning nüüd oled oleks olema oleme olen oli olid olla olnud oma omal ongi pea peab peaks peale
    pole poolt pärast saab saada saanud sama seal sealt seda see selle sellel sellele sellest sest siin siis sina
    sinu sisse suur suurem sõltuvalt tagasi tal talle tegema teha teie teine tema temal tõttu vahel vaid vastu veel
    vist väga välja või ära üks üle ümber
    """,
    "tr": """
    acaba altında ama ancak arasında artık asla aslında ayrıca bana bazı bazıları belki belli ben benim beri bile
    bir biraz birbirine birbirini biri birkaç birçok birşey biz bize bizim bugün buna bunda bundan bunlar bunları
    bunların bunu bunun burada böyle böylece bütün daha dahi defa değil değildi diye diğer dolayı dolayısıyla doğru
    dün dışında eden edilen etmek etti eğer fakat gerçi gibi göre halbuki hangi hangisi hatta hem hemen henüz hep
    hepsi her herhangi herkes herkesi hiç hiçbir hiçbiri hâlâ idi iken ile ilgili imiş ise için içinde işte kadar
    karşı karşın kendi kendine kendini kendisi kendisine kim kime kimi kimin kimse madem meğer nadiren nasıl neden
    nedenle neler nerede nitekim niye niçin olan olarak oldu olduktan oldukça olduğu olduğunu olmak olması olsa olur
    ona ondan onlar onları onların onu onun oysa pek rağmen sadece sanki sen senin siz sizin sonra sürekli sık
    tarafından tüm var vardı veya yani yanında yapan yaptı yapılan yarın yerine yine yok yoksa yoktu zaten çok çoğu
    çünkü önce öyle üstelik üstünde üzere şey şimdi şimdiye şuna şunlar şunu şunun şöyle
    """,
    "id": """
    ada adalah agar akan aku anda antara apa apabila apakah atas atau bagaimana bagi bahkan bahwa banyak baru
    beberapa begitu belum berada berbagai bila bisa boleh bukan dalam dan dapat dari daripada dengan dia diri dua
    hal hanya harus hingga ini itu jadi jika juga kalau kami kamu karena kata kembali kemudian kepada kita lagi lain
    lalu lebih maka mana masih melalui memang menjadi mereka merupakan meski mungkin namun oleh orang pada paling
    para pernah pula pun saat saja salah saling sama sambil sampai sana sangat satu saya sebab sebagai sebelum
    sebuah secara sedang sehingga sejak selain selalu selama seluruh semua sendiri seorang seperti sering serta
    sesuatu setelah setiap siapa sini suatu sudah supaya tak tanpa telah tentang terhadap tersebut tetap tetapi
    tidak untuk walaupun yaitu yakni yang
    """,
    "vi": """
    bên bạn bởi chiếc cho chuyện chính chúng chưa chỉ chứ càng các cái cùng cũng cần của dưới hay hoặc hãy hơn khi
    khiến không làm lên lúc lại muốn mình mỗi một ngay nhiều như nhưng những này nên nơi nếu nữa phải qua quá rất
    rằng rồi sau theo thì thế thể trong trên trước tôi tại tất từng việc vào vẫn vậy với vừa đang điều đây được đến
    đều
    """,
    "sq": """
    ajo ama apo asaj ata ato atë derisa dhe duke edhe gjatë gjithë isha ishte jam janë jashtë jemi kishte kjo kur
    këta këtij këto këtë mbi midis mund ndaj ndër nga një nën nëse por prej pse për përmes qenë sepse shumë sipas
    tek tij tjetër tyre është
    """,
    "lt": """
    ant apie arba bei bet bus buvau buvo dar dėl gal iki jau jei jeigu jie jis jog jos jūs kad kai kaip kas kiek
    kita kitas kiti koks kuri kurie kurios kuris kurį labai mano mes mūsų nei nes net nors nuo pagal pas per prie
    prieš savo tad tai taip tam tas ten tiek tik todėl tuo visas visi vėl yra šie šis
    """,
    "lv": """
    arī bet bez bija būs būt caur dažas dēļ gan gar iekš itin jau kad kas katrs kopš kura kuras kuri kurš kāda kāds
    lai līdz mans mēs nav nebija nekā notika par pat pie pirms pret priekš pār pēc savas savu starp tad tagad tam
    tas tiek tika tikai tomēr tur tāpat vai vairāk var visi viņa viņi viņš vēl ļoti šis
    """,
    "eo": """
    ankaŭ ankoraŭ antaŭ apud dum ebla ekde estas esti estis estos hodiaŭ ili ilia inter iuj jam jen kaj kia kial
    kiam kie kiel kio kiu kiuj kiun kontraŭ krom kun laŭ lia mia nek nia nun nur oni per plej pli por post preskaŭ
    preter pri pro sed sen ses sia sub super tamen tia tial tiam tie tiel tio tion tiu tiuj tra tre tro unu via ĉar
    ĉia ĉio ĉiu ĉiuj ĝia ĝis ŝia
    """,
    "ru": """
    без благодаря более больше будет будто буду будут был была были было быть вам вами вас ваш ваша ваши вдруг ведь
    весь весьма вместе вместо вне вновь внутри возле вокруг вот вполне впрочем все всегда всего всех всю вся вчера
    где давно даже два для довольно другая другие другой его едва если есть еще ещё завтра зачем здесь или имеет
    имел именно иначе иногда каждая каждого каждое каждый как какая какие какого какой кем когда кого которая
    которого которое которой котором которому которою которую которые который которым которых кроме кто куда либо
    лишь лучше любая любой между меня мне много мог могла могли могут моего моей может можно мой моя моё над надо
    наконец нами нас наш наша наше наши него нее ней некоторые некоторых нельзя нет нибудь никогда никто ним них
    ничего ничто нужно нём оба обе один одна однако одно около она они оно опять очень перед под пока поскольку
    после потом потому почти поэтому при про просто против ради раз разве редко сам сама сами самый свое своего
    своему свои своим своих свой свою себе себя сегодня сейчас сквозь сколько скоро словно снова совсем согласно
    среди стал стала стали столько так также такие такой там твой твоя тебя тем теперь тогда того тоже той только
    том тот точно три тут уже хорошо хотел хоть хотя хочет часто чего чей чем через что чтоб чтобы чуть эта эти этим
    этих это этого этой этом этому этот эту
    """,
    "uk": """
    або адже але без був буду будуть будь була були було бути більш біля вам вами вас ваш вже вона вони воно все
    всередині всього всі всіх вчора від він где давно деякі для дуже з-за завдяки завжди завтра замість заради зараз
    знову його йому каже кожен кожна кожного коли котрий край крізь крім ледве лише мав має мене мені могла могли
    може можна можуть моя мої міг між навколо навіть над нами нас наче наш наша наше наші немає нею неї ним них ніж
    ніхто нічого ніщо один одна однак однією ось отже перед поки потрібно потім при про просто проти під після
    раптом рідко сам саме свого своя своєї свої своїх себе серед скоро скільки став стала стільки сьогодні так така
    таки такий також такі там тебе тепер тим тих тобі того тож той тому тут тільки уже хотів хоч хоча хоче хто цей
    цих цього цієї часто через чим чому щоб щось яка якби який яким яких якого якому якої якщо які якій інакше інша
    інший інші
    """,
    "bg": """
    ако без беше бил била били било бъде бяха вече всеки всички всичко всяка във дали докато докога доста друг друга
    други един една едно ето зад заради защо защото или има как каква какво както като кога когато което които който
    коя която където към между много мога може моя над нас наш него нея никой нито нищо някои някой няма обаче около
    освен отново още под поради после почти пред през при пък само след сме според срещу става съм със също тази
    така такава такива такъв там тези това тогава този той толкова точно тук тъй тях хората често чрез
    """,
    "el": """
    ένα έναν ένας έτσι έχει έχουμε έχουν έχω ήδη ήταν ίδιο ίσως αλλά αλλα ανάμεσα αντί από αυτά αυτές αυτή αυτήν
    αυτοί αυτού αυτούς αυτό αυτόν αυτός αυτών για γιατί δεν δηλαδή δικό εάν είμαι είναι είχαν είχε εγώ εδώ εκεί
    εκείνη εκείνο εκείνος εκτός εμείς ενός ενώ επί επίσης επειδή εσείς ετσι κάθε κάποια κάποιο κάποιος κάτι κάτω
    καθώς και κατά λοιπόν μέσα μέχρι μία μας μετά μην μια μου μπορεί μπορούν μόνο ναι ξανά πάλι πάντα πάνω παρά περί
    περισσότερο πια πιο ποια ποιος πολλά πολλές πολλοί πολύ που πού πρέπει πριν προς πρώτα πως πώς σαν σας σου στα
    στη στην στις στο στον στους συχνά σχεδόν τίποτα την της τις τον του τους των τόσο τότε τώρα υπάρχει υπάρχουν
    υπό χωρίς όλα όλες όλη όλο όλοι όλων όμως όπου όπως όσα όσο όταν ότι όχι ύστερα ώστε
    """,
    "ar": """
    أبدا أحد أخرى أكثر أما أمام أنا أنت أنه أنها أنهم أولئك أيضا أين إذا إلا إلى إنه إنها التي الذي الذين اللتي
    اللذان بأن بعد بعض بما بها بين تحت تكون تلك جدا جميع حتى حول حيث حين خلال دون ذات ذلك سوف سوى عدة عدم على عليه
    عليها عند عندما غير فإن فقد فقط فيه فيها قال قبل كان كانت كذلك كلا كما كنت كيف لأن لدى لذلك لكن لكي لنا لها لهم
    ليس ليست ماذا متى مثل معظم مما منذ منه منها نحن نحو هذا هذه هنا هناك وأن وإن وعلى وفي وقد وكان وكانت ولا ولكن
    ولم ومن وهذا وهذه وهو وهي يكون يمكن يوم
    """,
    "fa": """
    آنها است اما اند اگر این اینکه باید برای بسیار بعد بلکه بود بودند بیش بین تنها تواند حتی خواهد خواهند خود دارد
    دارند داشت داشته درباره دیگر روی زیرا سپس شده شود شوند طور علیه مانند مگر میان نباید نمی نیز نیست همان همه همین
    هنوز هیچ وقتی ولی پیش چرا چند چنین چون چیزی کرد کردن کردند کرده کمی کند کنند گفت یکی
    """,
    "he": """
    אבל אולי אותה אותו אותי אותם אחד אחר אחרי אחרת איך אין איפה אלא אלה אלו אנחנו אני אשר אתה אתם בגלל בין בכל בלי
    במקום בעוד בעל בשביל דרך האם הוא הזאת הזה היא היה היו היום היתה הנה הרבה זאת ידי יהיה יותר יכול כאן כאשר כבר כדי
    כולם כלום כמה כמו כמעט כפי לאחר לאן ליד לכן למה למרות לנו לעתים לפני לפעמים מאוד מאז מדוע מול מעל מפני מתוך מתחת
    מתי נגד עוד עליה עליו עצמו פחות צריך שלה שלהם שלו שלי שלנו תחת תמיד
    """,
    "hi": """
    अगर अन्य अपना अपनी अपने आदि इनका इसका इसकी इसके इसमें इसलिए इसे उनका उनकी उनके उनको उन्हें उन्होंने उसका उसकी
    उसके उसको उसमें उससे उसे एवं ऐसा ऐसी ऐसे करता करते करना करने कहा काफी किया किये किसी कुछ कुल कोई कौन क्या क्यों
    क्योंकि गया जहां जाता जाती जाते जाना जिस जिसका जिसके जिसमें जिसे जैसा जैसे तरह दिया दूसरे द्वारा नहीं परन्तु
    पहले पास फिर बहुत बाद मगर मुझे में मेरा मैं यदि यहाँ यही यानी रहा रही रहे लिए लेकिन वहाँ वाला वाली वाले सकता
    सकते सभी साथ सारे हमारे हुआ हुई हुए हूँ हैं होता होती होते होना होने
    """,
    "ko": """
    것으로 것이다 그래서 그러나 그런데 그리고 그리하여 때문에 어떻게 우리는 이러한 이렇게 입니다 있습니다 있었다 하지만
    합니다 했습니다
    """,
}
# Characters of Chinese that are words without a meaning of their own, or parts of such words. A pair of characters with
# one of them is no word that readers would name.
_CHINESE = set(
    "的了是在我你您他她它們们這这那哪就也都和與与而但或很著着嗎吗呢吧把被讓让給给從从向於于因所如果其之及以為为個个不没沒有"
)
MIN_SHARE = 0.08  # of the words of an article: with so many function words of a language it is in that language
LONG = 100  # words: a text of so many has function words, so without a known one it is in an unknown language
SHORT_WORD = 5  # letters: a shorter word of an unknown language may be a function word


def _by_word() -> dict[str, tuple[str, ...]]:
    languages: dict[str, list[str]] = defaultdict(list)
    for language, words in _LISTS.items():
        for word in dict.fromkeys(normalize("NFC", words).casefold().split()):
            languages[word].append(language)
    return {word: tuple(found) for word, found in languages.items()}


_LANGUAGES = _by_word()  # of each function word


def stop_words(counts: Mapping[str, int]) -> set[str]:
    """Return which of the words of one article, given with their counts, relate nothing.

    The function words of English, and of the languages that the article has most function words of; in a long text of
    an unknown language, its short words.
    """
    shares = _shares(counts)
    highest = max(shares.values(), default=0.0)
    needed = max(MIN_SHARE, highest / 2)  # half: an article may be in two languages, or in one with a near relative
    languages = {"en", *(language for language, share in shares.items() if share >= needed)}
    found = {word for word in _LANGUAGES.keys() & counts.keys() if not languages.isdisjoint(_LANGUAGES[word])}
    found.update(word for word in counts if _is_unspaced(word) and _is_grammar(word))
    if sum(counts.values()) >= LONG and highest < MIN_SHARE:
        found.update(word for word in counts if len(word) < SHORT_WORD and not _is_unspaced(word))
    return found


def _shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Return the share that the function words of each language have in the words of an article."""
    total = sum(counts.values())
    uses: dict[str, int] = defaultdict(int)
    for word in _LANGUAGES.keys() & counts.keys():
        for language in _LANGUAGES[word]:
            uses[language] += counts[word]
    return {language: number / total for language, number in uses.items()}


def _is_unspaced(word: str) -> bool:
    return len(word) <= 2  # shorter words of other scripts are not read


def _is_grammar(word: str) -> bool:
    """Return whether a pair of characters is grammar: hiragana, or with a Chinese character without a meaning."""
    return not _CHINESE.isdisjoint(word) or all("\u3040" <= character <= "\u309f" for character in word)
