"""How well the product answers, on questions with known answers."""
