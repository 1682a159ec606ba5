"""Short questions in English and in 27 other languages, written before the rule that tells them apart by words.

Of each pair the first were before us when the rule was made, and the others were looked at once it was.
"""

ENGLISH = """
    sciatica
    what is sciatica
    my back hurts
    lumbar stenosis surgery
    piriformis syndrome
    my name is José García and my leg hurts
    what is Guillain-Barré syndrome
    Dr Schneider said laminectomy
    does the Alexander technique work
    what is Scheuermann disease
    is café au lait spot cancer
    i live in München and my back hurts
    naive question about déjà vu
    is pain à la carte normal
    Baastrup disease
    osteitis condensans ilii
    ad hoc rest
    radiculopathy
    ischialgia
    neuralgia
    nsaid
    mri
    pain in leg
    in bed or on sofa
    die or live
    is it safe
    yoga
    hot or cold
    gel or tablet
    rest or exercise
    arm
    bad back
    most common cause
    sport
    gift for a person in pain
    does Voltaren gel help
    Dr. van der Berg clinic
    Rio de Janeiro back clinic
    les miserables
    chaise longue posture
    ikigai and pain
    qigong
    kinesio tape
    spondilitis treatmnt
    pls help leg numb
""".strip().splitlines()
ENGLISH_KEPT_ASIDE = """
    back pain
    is ibuprofen ok
    cauda equina
    spondylolisthesis
    did Jürgen Klopp have back surgery
    Müller syndrome
    Sjögren's and back pain
    is the Schmorl node dangerous
    Lasègue sign
    can i eat schnitzel with gout
    can Giuseppe swim
    Frau Schmidt has sciatica
    El Niño headache
    Ehlers-Danlos
    Modic changes
    spina bifida occulta
    per os naproxen
    lumbago
    is ischias the same as sciatica
    tens machine
    l5 s1
    help
    no pain no gain
    can i die
    was my disc hernia old
    how long
    pilates
    a man of 70
    kind of pain
    numb toes
    hand pain
    warm water
    stretching
    after operation
    night cramps
    Tylenol vs Advil
    Ludwig van Beethoven
    Los Angeles spine center
    la la land
    feng shui for pain
    tai chi
    ashwagandha
    siatica
    hurts wen sitting
    ankylosing spondylitis HLA-B27
""".strip().splitlines()
OTHER = """
    de | was ist Ischias
    de | was hilft gegen Rückenschmerzen
    de | wie lange dauert ein Hexenschuss
    de | darf ich Ibuprofen nehmen
    de | mein Bein ist taub
    de | soll ich zum Arzt gehen
    de | hilft Schwimmen
    de | mir tut der Rücken weh
    fr | mal de dos
    fr | hernie discale
    fr | combien de temps dure un lumbago
    fr | j'ai mal au dos
    fr | faut-il opérer
    es | dolor de espalda
    es | puedo tomar ibuprofeno
    es | me duele la pierna
    es | dolor lumbar en el embarazo
    es | tengo la pierna dormida
    it | mal di schiena
    it | posso prendere l'ibuprofene
    it | dolore alla gamba
    pt | o que é ciática
    pt | quanto tempo dura a dor
    pt | hérnia de disco
    nl | wat is ischias
    nl | pijn in mijn been
    nl | mag ik ibuprofen nemen
    pl | co to jest rwa kulszowa
    sv | ont i ryggen
    da | hvad er iskias
    tr | siyatik nedir
    cs | bolest zad
    fi | mikä on iskias
    ru | боль в спине
    uk | що таке ішіас
    ar | ما هو عرق النسا
    hi | साइटिका क्या है
    ja | 腰痛の原因は何ですか
    zh | 什么是坐骨神经痛
    zh | 背痛
    ko | 허리 통증
    vi | đau lưng phải làm sao
""".strip().splitlines()
OTHER_KEPT_ASIDE = """
    de | Rückenschmerzen
    de | Bandscheibenvorfall Operation
    de | Ischias Übungen
    de | ist Wärme gut bei Ischias
    de | Schmerzen beim Sitzen
    de | Rueckenschmerzen nachts
    de | Wirbelkanal ist zu eng
    fr | qu'est-ce que la sciatique
    fr | que faire contre la sciatique
    fr | douleur dans la jambe
    fr | puis-je prendre de l'ibuprofène
    fr | est-ce dangereux
    es | qué es la ciática
    es | cuánto dura la ciática
    es | hernia de disco
    es | que ejercicios ayudan
    es | es peligroso
    it | cos'è la sciatica
    it | quanto dura la lombalgia
    it | ernia del disco
    it | esercizi per la schiena
    pt | dor nas costas
    pt | posso tomar ibuprofeno
    pt | dor na perna à noite
    nl | rugpijn
    nl | hoe lang duurt een hernia
    pl | ból pleców
    pl | jak długo trwa ból
    sv | vad är ischias
    tr | bel ağrısı neden olur
    cs | co je ischias
    hu | mi az isiász
    ro | ce este sciatica
    ru | что такое ишиас
    el | πόνος στη μέση
    he | כאב גב
    ja | 坐骨神経痛とは
    ja | ぎっくり腰
    zh | 腰痛怎么办
    ko | 좌골신경통이란 무엇인가요
    th | ปวดหลังทำอย่างไร
    vi | đau thần kinh tọa là gì
""".strip().splitlines()
"""Each behind the code of its language."""
