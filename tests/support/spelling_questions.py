"""Questions with a slip that must be corrected, and with strange words that must be left alone.

They were written before the rules for them.  Of each pair the first were before us when the rules were made, and
the others were looked at once they were.
"""

SLIPS = """
    what is siatica | siatica > sciatica
    does syatica go away by itself | syatica > sciatica
    my scatica hurts at night | scatica > sciatica
    lumbar stenosus surgery | stenosus > stenosis
    hernaited disk and numb foot | hernaited > herniated
    can i take ibuprophen with a stomach ulcer | ibuprophen > ibuprofen
    acetominophen for a sore back | acetominophen > acetaminophen
    is naproxin stronger | naproxin > naproxen
    what is ankylosing spondilitis | spondilitis > spondylitis
    spondylolysthesis grade one | spondylolysthesis > spondylolisthesis
    piriformus muscle stretch | piriformus > piriformis
    sacroilac joint injection | sacroilac > sacroiliac
    do i need a laminectamy | laminectamy > laminectomy
    osteoarthritus of the spine | osteoarthritus > osteoarthritis
    should i see a physioterapist | physioterapist > physiotherapist
    physical theraphy after surgery | theraphy > therapy
    steriod shots in the back | steriod > steroid
    does pregnacy cause back pain | pregnacy > pregnancy
    inflamation of the nerve | inflamation > inflammation
    whats claudacation | claudacation > claudication
    numness in my leg | numness > numbness
    weekness of the leg muscles | weekness > weakness
    bladdar problems and back pain | bladdar > bladder
    endometreosis and leg pain | endometreosis > endometriosis
    is an xray of the vertibrae needed | vertibrae > vertebrae
    morphene for bad pain | morphene > morphine
    how is it diagnozed | diagnozed > diagnosed
    hamstrngs feel tight | hamstrngs > hamstrings
    musle spasm in lower back | musle > muscle
    degenrative disc disease | degenrative > degenerative
""".strip().splitlines()
SLIPS_KEPT_ASIDE = """
    is sciattica dangerous | sciattica > sciatica
    exercises for siaticka | siaticka > sciatica
    what does spinal stenossis feel like | stenossis > stenosis
    can a herniatd disc heal | herniatd > herniated
    is ibuprofin good for back pain | ibuprofin > ibuprofen
    iboprufen or ice | iboprufen > ibuprofen
    how much paracetemol | paracetemol > paracetamol
    ankolysing spondylitis stiffness | ankolysing > ankylosing
    spondylolisthesus in sport | spondylolisthesus > spondylolisthesis
    what is pirifomis syndrome | pirifomis > piriformis
    my sacroilliac joint hurts | sacroilliac > sacroiliac
    what is cauda equina sindrome | sindrome > syndrome
    osteoperosis and back pain | osteoperosis > osteoporosis
    rhumatologist for back stiffness | rhumatologist > rheumatologist
    is phisical therapy worth it | phisical > physical
    epidurel injection risks | epidurel > epidural
    cortizone or sterroid | sterroid > steroid
    back pain when pregnent | pregnent > pregnant
    inflamatory back pain at night | inflamatory > inflammatory
    nuerogenic claudication | nuerogenic > neurogenic
    tingeling in my toes | tingeling > tingling
    what is archnoiditis | archnoiditis > arachnoiditis
    constapation and back ache | constapation > constipation
    how is scoliossis treated | scoliossis > scoliosis
    the vertabra slipped forward | vertabra > vertebra
    are opiods addictive | opiods > opioids
    streching for tight hamstrings | streching > stretching
    tight ligamants | ligamants > ligaments
    mussel spazms at nite | spazms > spasms
    diabetis and nerve pain | diabetis > diabetes
""".strip().splitlines()
"""To the bundled articles: the question, the slip and the word that is meant."""
LEFT_ALONE = """
    hiya, what helps a sore back
    hey guys my disc slipped
    heya anyone here with sciatica
    cheers mate, does ice help
    pls help me my back is killing me
    aloha what is a herniated disc
    yo sup with my knee
    hi i am Sandeep, can i swim
    Dr Müller told me to rest
    my wife Marta has a slipped disc
    Nguyen Thi Lan, leg cramps at night
    Priya asks whether yoga helps
    did Ronaldo have back surgery
    my doctor, Mrs Okonkwo, says walk
    is the McKenzie method good
    my cat Milo sits on my back
    i live in Stuttgart and have pain
    Lake Tahoe with a bad back
    Harry Potter book about pain
    Kipling poem
    jack, dylan and brandon ride bikes
    is bangalore good for surgery
    Rückenschmerzen in der Schwangerschaft
    qu'est-ce que la sciatique
    tengo dolor en la pierna
    cosa fare per la sciatica
    pijn in mijn rug
    ont i ryggen
    hernie discale
    Hexenschuss
    bel ağrısı
    腰痛
    buenos dias doctor
    danke schön
    is a hammock bad for my spine
    my laptop and the couch
    gardening and weeding
    is a recliner good
    what about a jacuzzi
    my toddler jumps on me
    my grandmother limps
    my husband snores
    long haul flights and legroom
    skateboarding and backs
    rowing machine or treadmill
    deadlift and squat
    should i use a corset
    turmeric for pain
    bananas and cramps
    who painted the ceiling
    how do airplanes fly
    my goldfish is sick
    bitcoin price
    how to knit a sweater
    favourite neighbour
    i feel woozy and groggy
    zigzag pattern
    hairdresser standing all day
    firefighter gear weight
    Advil or Aleve
    does nurofen work
    lyrica and dizziness
    tempur mattress
    my Fitbit says
    Ikea chair
    Theragun massage
    bengay ointment
    ozempic for weight
    Nike shoes
    emg and ncv test
    tens unit
    alif vs tlif
    asap please
    what is ddd
    copd and back pain
    adhd kids sitting
    nhs waiting list
    html css php
    how many mcg
    5 lbs or 10 lbs
    walk 5 kms
    for 10 mins or 15 secs
    celsius or fahrenheit
    45 degs bend
""".strip().splitlines()
LEFT_ALONE_KEPT_ASIDE = """
    howdy, my leg is numb
    good afternoon doc
    thx in advance, is heat ok
    greetings dear all, is walking alright
    namaste, how do i sit properly
    kudos, regards and thanks
    lol my back cracked
    my son Oliver has back pain
    Kowalski here, is surgery needed
    Siobhan wants to know about stretching
    what would Dr House say about my back
    this is Aleksandr, 45
    Tiger Woods had a microdiscectomy
    Fatima has sciatica
    McGill big three for backs
    Mariana and Joao carry school bags
    a clinic in Kathmandu for backs
    pain in Melbourne
    Zelda plays too long sitting
    sarah and jessica lift weights
    beethoven symphony
    was hilft gegen Ischias
    mal de dos que faire
    dolor de espalda
    mal di schiena rimedi
    dor nas costas
    ból pleców
    Bandscheibenvorfall
    ciatica ejercicios
    lumbago oder Ischias
    боль в спине
    grüezi mitenand
    bonjour docteur
    can i ride a trampoline with a bad back
    how do i bake sourdough
    shovelling snow with back pain
    can i wear stilettos
    vacuuming hurts
    horseback riding after surgery
    i am a plumber with a bad back
    is it psychosomatic
    the dishwasher is low
    i play the cello
    does kayaking help
    pilates or zumba
    kettlebell swings
    does magnesium help cramps
    is chamomile tea good
    what is the capital of france
    mortgage rates
    recipe for lasagna
    best smartphone camera
    football scores yesterday
    colour of autumn leaves
    my tummy aches
    itchy and scratchy
    achy buttcheek
    truckers and long roads
    is Tylenol ok
    voltaren gel
    Panadol with coffee
    what is celebrex
    a Peloton bike
    iphone neck
    Netflix on the sofa
    Salonpas patch
    Zoloft and pain
    Birkenstock sandals
    is an mri needed
    nsaids and kidneys
    l5 s1 disc
    bmi of 31
    fyi btw imo
    gp or a&e
    pcos cramps
    wfh ergonomics
    rsi and carpal
    400mg three times
    20kg bag
    lift 30 kgs
    2hrs of sitting
    100 ml water
    250 kilocalories
""".strip().splitlines()
"""Greetings, names, words of other languages and of everyday English, brands, short forms, units."""
