// Reads pieces of text aloud by voices of this device alone: of one that is not "localService" the words would be
// sent away. A pause keeps the place and ends the speech, as browsers on phones do not go on after pause().
const speech = globalThis.speechSynthesis;
const languageOf = (code) => code.toLowerCase().split(/[-_]/)[0];

function localVoices() {
  return speech && globalThis.SpeechSynthesisUtterance ? speech.getVoices().filter((voice) => voice.localService) : [];
}

// Returns a voice for a language; for one that is not known, the voice that the device takes by itself.
function voiceFor(code, voices) {
  const fitting = code ? voices.filter((voice) => languageOf(voice.lang) === languageOf(code)) : voices;
  return fitting.find((voice) => voice.default) ?? fitting[0];
}

class Reader {
  constructor(onChange) {
    Object.assign(this, { onChange, pieces: [], place: 0, state: "idle", turn: 0, left: [] });
  }

  // Takes what is to be read; returns the languages of what has to be left out.
  prepare(pieces) {
    const voices = localVoices();
    const voiced = pieces.map(([text, code]) => ({ text, code, voice: voiceFor(code, voices) }));
    this.pieces = voiced.filter(({ voice }) => voice);
    this.left = [...new Set(voiced.filter(({ voice }) => !voice).map(({ code }) => code))];
  }

  begin() {
    this.place = 0;
    this.goOn();
  }

  goOn() {
    this.change("reading");
    this.next(++this.turn);
  }

  pause() {
    this.silence();
    this.change("paused");
  }

  stop() {
    if (this.state === "idle") return;
    this.silence();
    this.change("idle", "stopped");
  }

  silence() {
    this.turn++; // what the speech that is ended still reports is about nothing
    speech.cancel();
  }

  change(state, said = state) {
    this.state = state;
    this.onChange(said);
  }

  next(turn) {
    if (turn !== this.turn) return;
    const piece = this.pieces[this.place];
    if (!piece) return this.change("idle", "ended");
    const said = new SpeechSynthesisUtterance(piece.text);
    said.voice = piece.voice;
    said.lang = piece.voice.lang;
    said.onend = () => turn === this.turn && (this.place++, this.next(turn));
    said.onerror = () => turn === this.turn && (this.turn++, this.change("idle", "failed"));
    this.said = said; // else it may be collected while it speaks, and never end
    speech.speak(said);
  }
}
