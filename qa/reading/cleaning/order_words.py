"""The words by which an order to a machine is told, in seven languages, and text made plain to be looked at.

Classes of words let what is learned from one word or language hold for others: "tell", "dis", "powiedz" all say.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_WORDS = {
    "BOT": """languagemodel* chatbot* bot bots *bot *bots ai ais ais' llm llms gpt* chatgpt* ki kis ia ias
    sprachmodell* taalmodel*
        sprachassist* crawler* scraper* summariser* summarizer* copilot* claude gemini perplexity siri alexa bard
        bing llama mistral grok deepseek cortana webcrawler* robot* roboter* spider spiders
        zusammenfass* samenvatter* suchmaschin* zoekmachine* buscador* sztuczn* bota botow boty botom robotow
        asystencie neural neuronal*
        generative genai retrieval rag""",
    "MAYBE": """assistant* assistent* asistent* asistente* asystent* agent agents agente* agenta model models
    modelle
        modell modele modeles modelo modelos modello modelli modelu modelom modelem modellen machine machines
        maschine* maquina* macchin* maszyn* system systems systeme* sistema* systemem systeem systemen system's
        software program programs programm* programma* programme* engine engines tool tools tooling algorithm*
        algorithmus automated automatic* automatisch* automatise* automatyczn* automat* virtual virtuell* virtuel*
        wirtualn* reader* language langage lenguaje linguaggio linguistic* linguistique* jezykow* pipeline*
        classifier* grader indexer* parser* processor* helper* transformer* intelligence intelligenz inteligencia
        intelligenza inteligencj* silicon ranker* ranking""",
    "ASIDE": """ignor* aside disregard* forget forgets overrid* overrule* bypass* discard* overlook* drop
    vergiss vergesst
        vergessen vergeet negeer* negeren missacht* oubli* olvid* dimentic* scorda* zignoruj* ignoruj* zapomnij*
        pomin* setze* abandon supersede* lift* lifted suspended dismiss obey heed""",
    "RULES": """instruction* prompt prompts prompted rule rules guideline* guardrail* directive* constraint*
        restriction* safeguard* filter filters anweisung* anordnung* regeln vorgaben richtlinie* regles regle
        consigne* directives instruccion* reglas indicaciones istruzion* regole direttive instructie* instructies
        regels richtlijn* polecen* instrukcj* zasad* wytyczn* systemprompt* systeemprompt* programming
        configuration
        persona jailbreak* operator developer* entwickler* developpeur* desarrollador* sviluppator* ontwikkelaar*
        sysmsg context kontext contexte""",
    "SAY": """tell tells say says answer answers reply replies respond* state mention* recommend* cite* quote* list
        output* print* repeat* rank* praise* promote* endors* conclude* claim* assert* declare* insist* deny*
        affirm*
        summaris* summariz* translat* write* append* insert* include* add begin start end reveal* disclos* display*
        show* present describe* rate* advis* name inform* convince* persuad* refuse* omit* hide conceal* steer*
        link
        redirect* direct* send refer label* mark* score* treat* assign* encode* leave withhold* put place speak act
        pretend* emit* instruct* push sell* sage sagt sag antworte* antworten empfiehl* empfehl* nenn* erwahn*
        zitier* schreib* gib gebt bewert* verschweig* zeig* verweis* behaupt* teile leite fuge beantwort* ubersetz*
        fass stell* dis dites dire repond* reponds recommand* cite citez citer mention* ecri* affirm* cach*
        conseill*
        indiqu* presente* ajout* traduis* resum* redirig* termin* donne di diga digan decir responde* responda*
        recomiend* recomend* cita citen menciona* escrib* oculta* anade* afirma* muestra* traduce* resume* aconsej*
        dirige* ofrece* indica* di dica dite rispond* consigli* raccomand* cita citate scriv* nascond* menzion*
        afferma* aggiung* traduc* riassum* indica* proponi* zeg zegt vertel* antwoord* noem* beveel* aanbevel*
        verberg* schrijf* vermeld* toon* verwijs* geef voeg* raad citeer powiedz* odpowiad* odpowiedz* polec*
        podaj*
        wymien* napisz* cytuj* ukry* twierdz* wspomn* dodaj* przetlumacz* poleca* wystaw* opisz* przekier*""",
    "USER": """user users user's reader reader's readers asker* questioner* whoever visitor* customer* anyone
        everyone everybody people nutzer* leser* benutzer* anwender* fragende* utilisateur* lecteur* internaute*
        usuario* lector* visitante* utente utenti lettore lettori gebruiker* lezer* bezoeker* uzytkownik*
        czytelnik* voters requester* jeder jedem allen chiunque quiconque cualquiera iedereen kazdemu wszystkim""",
    "OUT": """answer answers reply replies response* output outputs summary summaries overview* completion*
    citation*
        antwort* ausgabe* zusammenfassung* reponse* resume* resumes sortie respuesta* resumen* salida risposta*
        risposte riassunto* antwoord* samenvatting* odpowiedz* odpowiedzi streszczen* podsumowan* conversation*
        ranking rankings""",
    "SELF": """page text article document passage paragraph website site source sources content leaflet seite text
        artikel* dokument* quelle* abschnitt page texte article document source* pagina texto articulo documento
        fuente* testo articolo fonte fonti tekst* artikel bron bronnen strona strone strony artykul* zrodl*""",
    "YOU": """you your yours you're youre ur thou thee thy du dein* deine* dich dir ihr euch tu ton tes ta te
    toi vous
        votre vos eres tu tus usted ustedes sei tuo tua tue tuoi jij je jouw u uw ty twoj* jestes jestescie sie""",
    "NOW": """now henceforth forward onwards ab sofort jetzt desormais maintenant ahora adelante ora teraz nu
    voortaan
        odtad""",
    "MUST": """must shall should always never only exclusively solely required ordered hereby instead nothing
    immer nie
        niemals nur ausschliesslich muss mussen sollst sollen toujours jamais uniquement seulement doit doivent
        dois
        siempre nunca solo solamente unicamente debe deben sempre mai soltanto deve devono altijd nooit alleen
        uitsluitend moet moeten dienen zawsze nigdy tylko wylacznie musi musisz powinien""",
    "HUMAN": """patient* carer* caregiver* teacher* parent* nurse* nurses pupil* student* doctor* pharmacist* staff
        trainee* worker* employee* driver* midwife* midwives colleague* volunteer* judge judges jury juror* marker*
        examiner* translator* editor* author* journalist* secretary receptionist* locum* moderator* tester* tenant*
        member* visitors owner* manager* coach* physio* therapist* surgeon* mother* father* child children
        interpreter* librarian* contractor* candidate* mitarbeiter* pflegekraft* pflegekrafte eltern lehrer*
        schuler* angehorige* patienten soignant* enseignant* eleve* parents medecin* infirmier* cuidador* maestro*
        alumno* padres enfermer* genitori insegnant* infermier* alunni ouders leraar* verpleeg* leerling*
        pielegniar* nauczyciel* uczni* rodzic* lekarz* shop dental care nursing teaching medical pharmacy travel
        home flight estate sales""",
    "CALL": """note message attention dear hello hi hey memo notice psst hinweis achtung liebe lieber nachricht
        note* avis message cher chere bonjour nota aviso mensaje querido querida hola attenzione messaggio caro
        cara
        ciao avviso let beste hallo bericht uwaga drogi droga wiadomosc komunikat fao addressed reserved meant
        intended instruction""",
    "READS": """quote quotes cite cites reading reads read summaris* summariz* process* index* ingest* pars*
    crawl* scann* quoting citing
        retriev* liest lest zusammenfasst verarbeite* lit lis resume* traite* lee lees procesa* legge leggi elabor*
        leest verwerk* samenvat* czyta* przetwarza* streszcza* generat* paraphras* trained""",
}
_MARKS = re.compile(r"\w+(?:['’]\w+)?|[:!?;→=<>{}\[\]#|/\"“”]")
_EXACT: dict[str, tuple[str, ...]] = {}
_STARTS: dict[str, tuple[str, ...]] = {}
_ENDS: dict[str, tuple[str, ...]] = {}
for _name, _listed in _WORDS.items():
    for _word in dict.fromkeys(_listed.split()):
        _kept, _table = (
            (_word[1:].rstrip("*"), _ENDS)
            if _word.startswith("*")
            else (_word[:-1], _STARTS)
            if _word.endswith("*")
            else (_word, _EXACT)
        )
        _table[_kept] = (*_table.get(_kept, ()), _name)
_START_LENGTHS = sorted({len(start) for start in _STARTS})

_UNSEEN = re.compile(r"[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
"""Characters that are not seen: they part the letters of a word for a program only."""
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһкмтвнԛԝгАВЕКМНОРСТУХІЈЅοανερικυτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhkmtbhqwrABEKMHOPCTYXIJSoavepikutABEZHIKMNOPTYX",
)
_OTHER_LETTERS = re.compile(r"[\u0370-\u052f]")
_BOTS_OF_WORDS = re.compile(
    r"\b(?:(?:large |any )?language models?|artificial intelligence|(?:search|answer) engines?|"
    r"neural net(?:work)?s?|"
    r"(?:automated|automatic|machine) (?:readers?|agents?|assistants?|answer\w*|summari\w+|"
    r"systems?(?= (?:quot|read)\w*))|"
    r"modeles? de langage|modelos? de lenguaje|modell[oi] linguistic[oi]|model\w* jezykow\w*|"
    r"intelligenza artificiale|"
    r"intelligence artificielle|inteligencia artificial|kunstliche\w* intelligenz|kunstmatige intelligentie|"
    r"generative (?:models?|systems?))"
)
"""Names of machines in several words, read as one."""
_IN_BOTS_OF_WORDS = ("model", "intelligen", "inteligen", "engine", "neural", "automat", "machine", "generative")
"""Each of those names has one of these, which is told ten times faster."""
_ADDRESS = re.compile(
    r"\bhttps?://\S+|(?<!\S)\S*@\S+|\b[\w-]+\.(?:com|org|net|example|de|fr|it|es|nl|pl)\b\S*|(?<=\s)/\w\S*/\S*"
)
_OF_ADDRESS = re.compile(r"[@/]|\.(?:com|org|net|example|de|fr|it|es|nl|pl)\b")
"""What every address has."""
_LEET = str.maketrans("013457@$!8", "oieastasib")
_LEET_WORD = re.compile(
    r"(?<![\w.,])(?=[\w@$]*[a-z])(?=[\w@$]*[013457@$])[a-z013457@$]{3,}(?![\w.,]\d)", re.IGNORECASE
)
_OF_LEET = re.compile(r"[013457@$]")
LEET_WORDS_LEAST = 3
"""A few words with digits in them are names: "vitamin b12", "covid19"."""
_SPACED = re.compile(r"\b\w(?:[ ._*-]\w){4,}\b")


def plain(text: str) -> str:
    """Return a text in small letters without accents, and without what hides its words from a program.

    That is: characters that are not seen, letters of other scripts that look Latin, digits for letters, and
    spaces or marks between the letters of a word.
    """
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
        if _OTHER_LETTERS.search(text) and not _OTHER_LETTERS.search(text.translate(_LOOKALIKES)):
            text = text.translate(_LOOKALIKES)  # letters of another language are not all lookalikes
        text = unicodedata.normalize("NFD", text.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = text.lower()
    if _OF_ADDRESS.search(text):
        text = _ADDRESS.sub("weblink", text)
    if any(part in text for part in _IN_BOTS_OF_WORDS):
        text = _BOTS_OF_WORDS.sub("languagemodel", text)
    if len(_OF_LEET.findall(text)) >= LEET_WORDS_LEAST and len(_LEET_WORD.findall(text)) >= LEET_WORDS_LEAST:
        text = _LEET_WORD.sub(lambda match: match.group().translate(_LEET), text)
    if _SPACED.search(text):
        text = _SPACED.sub(lambda match: re.sub(r"[ ._*-]", "", match.group()), text)
    return text


def is_disguised(text: str) -> bool:
    """Tell whether a text has letters that stand apart."""
    return bool(_SPACED.search(text))


def spaced_letters(text: str) -> str:
    """Return the small letters of a text that stand apart, without what parts them."""
    return re.sub(r"[\W_]", "", "".join(_SPACED.findall(text))).lower()


@lru_cache(maxsize=1 << 15)
def classes_of(word: str) -> tuple[str, ...]:
    """Return the classes of a word in small letters without accents."""
    word = word.replace("’", "'")
    classes = _EXACT.get(word, ())
    for length in _START_LENGTHS:
        if length > len(word):
            break
        classes += _STARTS.get(word[:length], ())
    for length in (3, 4):
        if len(word) > length + 2:
            classes += _ENDS.get(word[-length:], ())
    return tuple(dict.fromkeys(classes))


def tokens_of(text: str) -> Sequence[str]:
    """Return the words and telling marks of a plain text."""
    return _MARKS.findall(text)
