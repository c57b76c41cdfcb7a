SELECT id FROM people WHERE name = {{ inputs.name }}
