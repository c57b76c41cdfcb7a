-- a file of its own
SELECT id
FORM people
WHERE id = :id
