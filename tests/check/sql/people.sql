SELECT id, name FROM people WHERE name = :name
