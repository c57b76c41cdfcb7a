-- Valid statements of SQLite, one a paragraph, run in this order. `check` must say nothing about any of them.

CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE, email TEXT UNIQUE ON CONFLICT REPLACE, age INT CHECK (age >= 0) DEFAULT 0, doc JSON, born DATE, created_at TEXT DEFAULT (datetime('now')), manager_id INTEGER REFERENCES people (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED)

CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, person_id INT NOT NULL, amount DECIMAL(12, 2), status TEXT DEFAULT 'new', placed_on DATE DEFAULT CURRENT_DATE, total REAL GENERATED ALWAYS AS (amount * 1.19) STORED, twice AS (amount * 2) VIRTUAL, UNIQUE (person_id, placed_on), FOREIGN KEY (person_id) REFERENCES people (id))

CREATE TABLE words (word TEXT PRIMARY KEY, n INT) WITHOUT ROWID

CREATE TABLE exact (id INTEGER PRIMARY KEY, n INT NOT NULL, t ANY) STRICT

CREATE TABLE both (id INTEGER PRIMARY KEY, n INT) STRICT, WITHOUT ROWID

CREATE TEMP TABLE scratch (n, word)

CREATE TABLE [odd name] ([a b] TEXT, "c d" TEXT, `e f` TEXT)

CREATE TABLE copies AS SELECT id, name FROM people

CREATE INDEX people_name ON people (name COLLATE NOCASE DESC, lower(email))

CREATE UNIQUE INDEX IF NOT EXISTS orders_open ON orders (person_id) WHERE status = 'open'

CREATE VIEW adults (id, name) AS SELECT id, name FROM people WHERE age >= 18

CREATE VIRTUAL TABLE notes USING fts5 (title, body, tokenize = 'porter')

CREATE TRIGGER people_stamp AFTER UPDATE OF name ON people FOR EACH ROW WHEN old.name <> new.name BEGIN UPDATE people SET created_at = CASE WHEN 1 THEN datetime('now') END WHERE id = new.id; INSERT INTO words VALUES (new.name, 1) ON CONFLICT DO NOTHING; END

CREATE TRIGGER adults_insert INSTEAD OF INSERT ON adults BEGIN INSERT INTO people (name) VALUES (new.name); END;

ALTER TABLE people ADD COLUMN note TEXT

ALTER TABLE people RENAME COLUMN note TO remark

ALTER TABLE people DROP COLUMN remark

PRAGMA journal_mode = WAL

PRAGMA table_info(people)

PRAGMA foreign_keys

ATTACH DATABASE ':memory:' AS other

DETACH DATABASE other

INSERT INTO people (name, email, age) VALUES ('Ann', 'ann@x.example', 34), ('Bob', 'bob@x.example', NULL)

INSERT OR REPLACE INTO people (id, name) VALUES (1, 'Ann')

INSERT OR IGNORE INTO people (id, name) VALUES (1, 'Ann')

REPLACE INTO words (word, n) VALUES ('a', 1)

INSERT INTO people (name, email) VALUES ('Ann', 'a@x.example') ON CONFLICT (email) DO UPDATE SET name = excluded.name, age = COALESCE(excluded.age, age) WHERE name IS NOT excluded.name RETURNING id, name

INSERT INTO words (word, n) VALUES ('b', 2) ON CONFLICT (word) DO UPDATE SET n = n + 1 ON CONFLICT DO NOTHING

INSERT INTO words (word, n) SELECT name, age FROM people WHERE true ON CONFLICT (word) DO NOTHING

INSERT INTO scratch DEFAULT VALUES

INSERT INTO scratch VALUES (1, 'x'), (2, x'00ff')

INSERT INTO scratch (n, word) WITH w (n) AS (SELECT 1) SELECT n, 'x' FROM w

WITH w AS (SELECT 1 AS n) INSERT INTO scratch (n, word) SELECT n, 'y' FROM w

INSERT INTO notes (title, body) VALUES ('One', 'the first note')

UPDATE people SET name = 'Ann', age = NULL WHERE id = 1

UPDATE OR IGNORE people SET email = 'x' WHERE id IN (SELECT n FROM scratch)

UPDATE people SET age = s.n FROM scratch AS s WHERE s.n = people.id RETURNING id, age

UPDATE people SET (name, age) = (SELECT word, n FROM scratch LIMIT 1) WHERE id = 2000

UPDATE people SET doc = json_set(COALESCE(doc, '{}'), '$.a', 1) WHERE 1

DELETE FROM scratch WHERE n IS NULL RETURNING n

DELETE FROM scratch WHERE rowid IN (SELECT rowid FROM scratch ORDER BY n LIMIT 1)

WITH old AS (SELECT n FROM scratch WHERE n > 100) DELETE FROM scratch WHERE n IN old

SELECT id, name AS full_name, age + 1 AS older FROM people WHERE age = 3 OR age == 4 AND name <> 'x' AND name != 'y'

SELECT id FROM people WHERE name LIKE 'a!%' ESCAPE '!' AND name NOT LIKE '%s' AND name GLOB 'A*' AND name NOT GLOB '[a-z]?'

SELECT id FROM people WHERE age IS NULL AND email IS NOT NULL AND name IS 'x' AND age IS NOT 3 AND email NOTNULL AND age ISNULL AND age NOT NULL

SELECT id FROM people WHERE name IS DISTINCT FROM 'x' AND age BETWEEN 1 AND 5 AND age NOT BETWEEN 2 AND 3 AND name COLLATE NOCASE = 'ANN'

SELECT doc -> '$.a' AS a, doc ->> 'b' AS b, doc ->> '$.c[0]' AS c FROM people WHERE json_extract(doc, '$.a') > 1

SELECT j.key, j.value, j.type FROM people, json_each(people.doc, '$.tags') AS j

SELECT value FROM json_each('[1, 2, 3]') WHERE value > 1

SELECT t.fullkey, t.atom FROM people JOIN json_tree(people.doc) AS t ON t.atom IS NOT NULL

SELECT json_group_array(name) AS names, json_object('a', 1, 'b', json('[1]')) AS doc, json_array(1, 2) AS list FROM people

SELECT group_concat(name, ', ') AS names, group_concat(DISTINCT name) AS each, count(*) FILTER (WHERE age > 3) AS n, total(age) AS t FROM people

SELECT string_agg(name, ', ' ORDER BY name) AS names FROM people

SELECT id, row_number() OVER (PARTITION BY age ORDER BY name) AS nr, sum(age) OVER w AS s FROM people WINDOW w AS (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)

SELECT id, lag(age, 1, 0) OVER (ORDER BY id) AS before, ntile(4) OVER (ORDER BY id DESC NULLS LAST) AS part, avg(age) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES) AS near FROM people

WITH RECURSIVE count_up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count_up WHERE n < 10) SELECT n FROM count_up

WITH RECURSIVE tree AS (SELECT id, 0 AS depth FROM people WHERE manager_id IS NULL UNION ALL SELECT p.id, t.depth + 1 FROM people p JOIN tree t ON p.manager_id = t.id ORDER BY 2 DESC LIMIT 100) SELECT id, depth FROM tree

WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT x + 1 AS y FROM a) SELECT a.x, b.y FROM a, b

SELECT p.name, sum(o.amount) AS total FROM people p LEFT OUTER JOIN orders o ON o.person_id = p.id GROUP BY p.id HAVING total > 10 ORDER BY total DESC NULLS LAST, p.name COLLATE NOCASE LIMIT 5 OFFSET 2

SELECT a.id AS a_id, b.id AS b_id FROM people a FULL OUTER JOIN people b ON a.id = b.manager_id

SELECT a.id FROM people a RIGHT JOIN orders b ON a.id = b.person_id

SELECT a.id FROM people a NATURAL JOIN copies CROSS JOIN orders USING (id) WHERE 0

SELECT id FROM people LIMIT 2, 5

SELECT id FROM people ORDER BY random() LIMIT -1 OFFSET 1

SELECT id FROM people UNION SELECT person_id FROM orders EXCEPT SELECT id FROM copies INTERSECT SELECT 1 ORDER BY 1

VALUES (1, 'a'), (2, 'b')

SELECT column1 AS a, column2 AS b FROM (VALUES (1, 'a'), (2, 'b'))

SELECT v.column1 AS a FROM (VALUES (1)) AS v

SELECT DISTINCT age, status FROM people JOIN orders ON person_id = people.id

SELECT CASE age WHEN 1 THEN 'one' ELSE 'more' END AS word, iif(age > 1, 'a', 'b') AS x, nullif(age, 0) AS z, ifnull(age, 0) AS y, CAST(age AS TEXT) AS t, CAST('1.5' AS NUMERIC) AS n, typeof(age) AS ty, -age AS neg, ~age AS inv, age % 2 AS odd, age << 1 AS shifted, age || '!' AS loud, NOT age AS no FROM people

SELECT date('now', '-1 month', 'start of month') AS d, datetime('now', 'localtime') AS t, strftime('%Y-%m', created_at) AS m, julianday('now') - julianday(born) AS days, unixepoch() AS u, CURRENT_TIMESTAMP AS c FROM people

SELECT 'it''s' AS a, x'00ff' AS b, 1.5e3 AS c, 0x1F AS d, .5 AS e, TRUE AS f, 1_000 AS g

SELECT [a b] AS x, "c d" AS y, `e f` AS z FROM [odd name]

SELECT main.people.id FROM main.people INDEXED BY people_name WHERE name = 'x'

SELECT id FROM people NOT INDEXED WHERE name = 'x'

SELECT rowid, id AS key FROM people

SELECT rowid AS r, title FROM notes WHERE notes MATCH 'first' ORDER BY rank

SELECT highlight(notes, 0, '<b>', '</b>') AS h, bm25(notes) AS score FROM notes ('first')

SELECT id FROM people WHERE (name, age) IN (VALUES ('Ann', 34), ('Bob', 2)) AND (name, age) > ('A', 0)

SELECT id FROM people p WHERE EXISTS (SELECT 1 FROM orders WHERE person_id = p.id) AND id NOT IN (SELECT n FROM scratch WHERE n IS NOT NULL) AND id IN ()

SELECT (SELECT max(amount) FROM orders) AS top, count(DISTINCT age) AS ages, max(1, 2, 3) AS most, printf('%d %s', 1, 'a') AS p FROM people

SELECT p.* FROM people AS p WHERE p.name = 'x' -- a comment, with a 'quote

SELECT /* comment */ id FROM people WHERE id = 1;

SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'

SELECT name, type FROM pragma_table_info('people')

SELECT last_insert_rowid() AS id, changes() AS n, sqlite_version() AS v

SELECT likely(age > 1) AS a, unlikely(age) AS b, instr(name, 'n') AS c, substr(name, 1, 3) AS d, hex(randomblob(4)) AS e, coalesce(age, 0) AS f, abs(age) AS g, round(age, 2) AS h FROM people

SELECT name FROM people GROUP BY 1 HAVING count(*) > 1

SELECT id FROM people WHERE name = "Ann"

EXPLAIN QUERY PLAN SELECT id FROM people WHERE name = 'x'

REINDEX people

ANALYZE

DROP TRIGGER IF EXISTS people_stamp

DROP VIEW adults

DROP INDEX orders_open

DROP TABLE IF EXISTS copies
