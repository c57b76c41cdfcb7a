-- Valid statements of PostgreSQL 15, one a paragraph, run in this order. `check` must say nothing about any of them.

CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, email text UNIQUE, age int CHECK (age >= 0), tags text[] DEFAULT '{}', doc jsonb, born date, created_at timestamptz DEFAULT now(), active boolean DEFAULT true, manager_id bigint REFERENCES people (id) ON DELETE SET NULL)

CREATE TABLE orders (id serial PRIMARY KEY, person_id bigint NOT NULL REFERENCES people, amount numeric(12, 2) NOT NULL, status varchar(20) DEFAULT 'new', placed_on date NOT NULL DEFAULT CURRENT_DATE, total numeric GENERATED ALWAYS AS (amount * 1.19) STORED, UNIQUE (person_id, placed_on))

CREATE TABLE IF NOT EXISTS logs (at timestamptz NOT NULL, line text, level int) PARTITION BY RANGE (at)

CREATE TABLE logs_2024 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')

CREATE TABLE logs_rest PARTITION OF logs DEFAULT

CREATE UNLOGGED TABLE staging (LIKE people INCLUDING DEFAULTS EXCLUDING CONSTRAINTS) WITH (fillfactor = 70)

CREATE TEMPORARY TABLE scratch (n int, word text COLLATE "C") ON COMMIT PRESERVE ROWS

CREATE TABLE copies AS SELECT id, name FROM people WITH NO DATA

CREATE INDEX people_active ON people (lower(name)) WHERE active

CREATE UNIQUE INDEX IF NOT EXISTS orders_open ON orders USING btree (person_id DESC NULLS LAST) INCLUDE (amount) WHERE status = 'open'

CREATE INDEX people_doc ON people USING gin (doc jsonb_path_ops)

CREATE VIEW adults AS SELECT id, name, age FROM people WHERE age >= 18 WITH LOCAL CHECK OPTION

CREATE OR REPLACE VIEW adults AS SELECT id, name, age FROM people WHERE age > 18

CREATE MATERIALIZED VIEW totals AS SELECT person_id, sum(amount) AS total FROM orders GROUP BY person_id WITH DATA

REFRESH MATERIALIZED VIEW totals

CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')

CREATE DOMAIN positive AS int CHECK (VALUE > 0)

CREATE SEQUENCE numbers START WITH 100 INCREMENT BY 10 CACHE 5

CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION CURRENT_USER

CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT n * 2; $$

CREATE OR REPLACE FUNCTION stamp() RETURNS trigger AS $body$ BEGIN NEW.created_at := now(); RETURN NEW; END; $body$ LANGUAGE plpgsql

CREATE FUNCTION plus(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a + b; END

CREATE PROCEDURE tidy(days int) LANGUAGE plpgsql AS $$ BEGIN DELETE FROM scratch WHERE n > days; END $$

CREATE TRIGGER people_stamp BEFORE INSERT OR UPDATE ON people FOR EACH ROW EXECUTE FUNCTION stamp()

DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM people) THEN RAISE NOTICE 'empty'; END IF; END $$

CALL tidy(30)

COMMENT ON TABLE people IS 'those we know'

ALTER TABLE people ADD COLUMN IF NOT EXISTS note text, ALTER COLUMN age SET DEFAULT 0, ADD CONSTRAINT named CHECK (name <> '')

ALTER TABLE scratch ALTER COLUMN n TYPE bigint USING n::bigint

ALTER SEQUENCE numbers RESTART WITH 1000

GRANT SELECT, INSERT ON people TO PUBLIC

REVOKE ALL ON orders FROM PUBLIC

SET LOCAL statement_timeout = '5s'

SET DateStyle TO ISO, MDY

SHOW server_version

INSERT INTO people (name, email, age, tags) VALUES ('Ann', 'ann@x.example', 34, '{a,b}'), ('Bob', 'bob@x.example', DEFAULT, ARRAY['c'])

INSERT INTO people (name, email) VALUES ('Ann', 'ann@x.example') ON CONFLICT (email) WHERE email IS NOT NULL DO UPDATE SET name = EXCLUDED.name, age = COALESCE(EXCLUDED.age, people.age) WHERE people.name IS DISTINCT FROM EXCLUDED.name RETURNING id, (xmax = 0) AS was_inserted

INSERT INTO people AS p (name, email) VALUES ('C', 'c@x.example') ON CONFLICT ON CONSTRAINT people_email_key DO NOTHING

INSERT INTO people (name) SELECT word FROM scratch ON CONFLICT DO NOTHING

INSERT INTO people OVERRIDING SYSTEM VALUE VALUES (900, 'Zed')

INSERT INTO people (id, name) OVERRIDING SYSTEM VALUE VALUES (901, 'Yan') RETURNING *

INSERT INTO scratch DEFAULT VALUES

INSERT INTO scratch (n, word) WITH w AS (SELECT 1 AS n) SELECT n, 'x' FROM w

INSERT INTO scratch (n, word) SELECT n, CASE WHEN n > 1 THEN 'a, b' ELSE NULL END FROM generate_series(1, 3) AS g (n)

INSERT INTO scratch SELECT * FROM scratch UNION ALL VALUES (7, 'seven')

INSERT INTO scratch (n, word) TABLE scratch

WITH new AS (INSERT INTO scratch (n) VALUES (5) RETURNING n) SELECT n, count(*) AS c FROM new GROUP BY n

WITH gone AS (DELETE FROM scratch WHERE n = 5 RETURNING *) INSERT INTO copies (id, name) SELECT n, word FROM gone

UPDATE people SET (name, age) = ('Ann', 35) WHERE id = 1

UPDATE people SET (name, age) = (SELECT word, n FROM scratch WHERE n = people.id LIMIT 1) WHERE id = 2

UPDATE people AS p SET age = s.n, note = NULL FROM scratch s JOIN copies c ON c.id = s.n WHERE p.id = s.n AND c.name IS NOT NULL

UPDATE people SET tags = array_append(tags, 'x'), doc = jsonb_set(COALESCE(doc, '{}'), '{a,b}', '1'::jsonb) WHERE true

UPDATE ONLY people SET age = age + 1 WHERE age BETWEEN SYMMETRIC 40 AND 10

DELETE FROM people USING scratch WHERE people.id = scratch.n RETURNING people.id

DELETE FROM orders WHERE placed_on < CURRENT_DATE - INTERVAL '1 year' AND status IN ('done', 'gone')

MERGE INTO copies c USING (SELECT id, name FROM people) AS p ON c.id = p.id WHEN MATCHED AND c.name <> p.name THEN UPDATE SET name = p.name WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN INSERT (id, name) VALUES (p.id, p.name)

TRUNCATE TABLE scratch RESTART IDENTITY CASCADE

SELECT DISTINCT ON (person_id) person_id, amount FROM orders ORDER BY person_id, placed_on DESC

SELECT id, row_number() OVER (PARTITION BY age ORDER BY name DESC NULLS LAST) AS nr, sum(age) OVER w AS s FROM people WINDOW w AS (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) ORDER BY nr

SELECT name, lag(age, 1, 0) OVER (ORDER BY id) AS before, avg(age) OVER (ORDER BY id RANGE BETWEEN 5 PRECEDING AND 5 FOLLOWING EXCLUDE CURRENT ROW) AS near FROM people

SELECT count(*) FILTER (WHERE active) AS on_count, count(*) AS all_count, string_agg(name, ', ' ORDER BY name) AS names FROM people

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS median, mode() WITHIN GROUP (ORDER BY status) AS usual FROM orders

SELECT status, placed_on, sum(amount) AS s, grouping(status) AS g FROM orders GROUP BY GROUPING SETS ((status), (placed_on), ())

SELECT status, sum(amount) AS s FROM orders GROUP BY ROLLUP (status) HAVING sum(amount) > 10 ORDER BY 2 DESC LIMIT 5 OFFSET 2

SELECT status, count(*) AS n FROM orders GROUP BY CUBE (status, person_id)

WITH RECURSIVE tree (id, depth, path) AS (SELECT id, 0, ARRAY[id] FROM people WHERE manager_id IS NULL UNION ALL SELECT p.id, t.depth + 1, t.path || p.id FROM people p JOIN tree t ON p.manager_id = t.id WHERE NOT p.id = ANY(t.path)) SELECT id, depth FROM tree ORDER BY path

WITH RECURSIVE walk AS (SELECT id, manager_id FROM people UNION SELECT p.id, p.manager_id FROM people p JOIN walk w ON p.id = w.manager_id) SEARCH DEPTH FIRST BY id SET ordercol CYCLE id SET is_cycle USING path SELECT id FROM walk ORDER BY ordercol

WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT x + 1 AS y FROM a) SELECT a.x, b.y FROM a CROSS JOIN b

SELECT p.name, o.amount FROM people p CROSS JOIN LATERAL (SELECT amount FROM orders WHERE person_id = p.id ORDER BY amount DESC LIMIT 1) o

SELECT p.name, o.total FROM people p LEFT JOIN LATERAL (SELECT sum(amount) AS total FROM orders WHERE person_id = p.id) o ON true

SELECT g.n, t.word FROM generate_series(1, 10, 2) WITH ORDINALITY AS g (n, pos) LEFT JOIN scratch t USING (n)

SELECT x.a, x.b FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) AS x (a, b)

SELECT j.id, j.label FROM jsonb_to_recordset('[{"id": 1, "label": "x"}]') AS j (id int, label text)

SELECT key, value FROM jsonb_each_text('{"a": 1}')

SELECT doc -> 'a' AS a, doc ->> 'b' AS b, doc #> '{a,b}' AS c, doc #>> '{a,0}' AS d FROM people WHERE doc @> '{"a": 1}' AND doc ? 'a' AND doc ?| array['a', 'b'] AND doc ?& array['a'] AND NOT doc <@ '{}'

SELECT doc @? '$.a[*] ? (@ > 2)' AS found, doc @@ '$.a > 1' AS matches, doc - 'a' AS without, doc #- '{a,b}' AS less FROM people

SELECT jsonb_build_object('a', 1, 'b', jsonb_agg(name ORDER BY name)) AS doc FROM people

SELECT doc['a']['b'] AS deep FROM people WHERE doc['a'] IS NOT NULL

SELECT tags[1] AS one, tags[2:3] AS some, tags || 'x'::text AS more, array_length(tags, 1) AS n FROM people WHERE tags && ARRAY['a', 'b'] AND 'a' = ANY (tags) AND 'z' <> ALL (tags) AND tags @> '{a}'

SELECT ARRAY(SELECT id FROM people ORDER BY id) AS ids, ARRAY[[1, 2], [3, 4]]::text AS grid, '{1,2}'::int[] AS ints

SELECT unnest(tags) AS tag FROM people

SELECT now() - INTERVAL '1 day' AS a, INTERVAL '1' YEAR AS b, INTERVAL '1-2' YEAR TO MONTH AS c, make_interval(days => 3) AS d, DATE '2024-02-29' + 1 AS e, TIMESTAMP '2024-01-01 10:00' AS f, TIMESTAMP WITH TIME ZONE '2024-01-01 10:00+02' AS g, TIME '10:00' AS h

SELECT created_at AT TIME ZONE 'Europe/Berlin' AS local, date_trunc('month', created_at)::date AS month, extract(epoch FROM created_at) AS epoch, (created_at, INTERVAL '1 day') OVERLAPS (now(), now()) AS o FROM people

SELECT CAST(age AS text) AS t, age::numeric(10, 2) AS n, '1'::int + 1 AS two, text 'x' AS word, int '3' AS three, 'a'::varchar(3) COLLATE "C" AS c FROM people

SELECT substring(name FROM 1 FOR 3) AS a, substring(name FROM '^(.)') AS b, trim(BOTH ' ' FROM name) AS c, position('n' IN name) AS d, overlay(name PLACING 'x' FROM 1 FOR 1) AS e, name ~* '^a' AS f, name !~ 'z$' AS g, name SIMILAR TO '(A|B)%' AS h, name LIKE 'a!%' ESCAPE '!' AS i, name ILIKE ANY (ARRAY['a%', 'b%']) AS j, starts_with(name, 'A') AS k, name ^@ 'A' AS l FROM people

SELECT E'line\nbreak' AS a, U&'d\0061t' AS b, B'101' AS c, X'1F' AS d, $$it's$$ AS e, $q$a $$ b$q$ AS f, 'it''s' AS g, 'two '
'parts' AS h

SELECT id FROM people WHERE (name, age) IN (('Ann', 1), ('Bob', 2)) AND (name, age) > ('A', 0) AND ROW (name, age) IS NOT NULL

SELECT id FROM people p WHERE EXISTS (SELECT 1 FROM orders o WHERE o.person_id = p.id) AND NOT EXISTS (SELECT FROM scratch) AND age IS NOT NULL AND active IS TRUE AND active IS NOT FALSE AND name IS NOT DISTINCT FROM 'x'

SELECT id FROM people ORDER BY created_at DESC NULLS LAST, name COLLATE "C" ASC, age USING > FETCH FIRST 5 ROWS ONLY

SELECT id FROM people ORDER BY age FETCH NEXT 3 ROWS WITH TIES

SELECT id FROM people OFFSET 3 ROWS LIMIT 2

SELECT id FROM orders WHERE status = 'new' ORDER BY id LIMIT 10 FOR UPDATE SKIP LOCKED

SELECT o.id FROM orders o JOIN people p ON p.id = o.person_id FOR NO KEY UPDATE OF o NOWAIT

SELECT o.id FROM orders o FOR SHARE LIMIT 1

SELECT id FROM people TABLESAMPLE BERNOULLI (10) REPEATABLE (42)

SELECT id FROM people TABLESAMPLE SYSTEM (5)

(SELECT id FROM people ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM people ORDER BY id DESC LIMIT 1) ORDER BY id

SELECT id FROM people EXCEPT SELECT person_id FROM orders INTERSECT SELECT id FROM copies

SELECT v.a, v.b FROM (VALUES (1, 'one'), (2, 'two')) AS v (a, b)

VALUES (1, 'a'), (2, 'b') ORDER BY 1

TABLE people

SELECT * FROM ONLY people NATURAL JOIN copies

SELECT a.id AS a_id, b.id AS b_id FROM people a FULL OUTER JOIN people b USING (id) WHERE a.id IS NULL

SELECT j.n FROM (people a JOIN orders b ON a.id = b.person_id) AS j (n)

SELECT (SELECT max(amount) FROM orders) AS top, (p).name AS name, (p.*)::text AS whole FROM people p

SELECT CASE age WHEN 1 THEN 'one' WHEN 2 THEN 'two' END AS word, CASE WHEN age > 1 THEN NULL ELSE age END AS n, nullif(age, 0) AS z, greatest(1, age) AS g, NOT active AS off, -age AS neg, @ age AS abs, age ^ 2 AS sq, |/ 4 AS root, age % 2 AS odd, age & 1 AS bit, age << 1 AS shifted FROM people

SELECT to_tsvector('english', name) @@ plainto_tsquery('ann') AS hit, ts_rank(to_tsvector(name), to_tsquery('a & b')) AS rank FROM people

SELECT '[1,5)'::int4range @> 3 AS inside, int4range(1, 5) * int4range(3, 9) AS both, '10.0.0.0/8'::inet >> '10.1.1.1' AS net

SELECT count(DISTINCT age) AS ages, array_agg(DISTINCT name ORDER BY name) AS names, bool_and(active) AS every_one, every(active) AS e FROM people

SELECT "id", "Name" AS "Display Name" FROM (SELECT id, name AS "Name" FROM people) AS "Sub"

SELECT p.id FROM people p WHERE p.name = p.email OR p.age = 3 AND p.manager_id IS NULL -- a comment, with a 'quote

SELECT /* a /* nested */ comment */ id FROM people AS limit_ WHERE id = 1;

EXPLAIN (COSTS OFF, FORMAT JSON) SELECT id FROM people

EXPLAIN ANALYZE SELECT 1

SELECT nextval('numbers') AS n, currval('numbers') AS c, setval('numbers', 5, false) AS s

SELECT pg_advisory_xact_lock(1)

SELECT current_user AS me, session_user AS s, current_schema AS c, current_date AS d, localtimestamp AS t, current_setting('search_path') AS p

SELECT xmlelement(name foo, 'bar') AS x

SELECT id INTO TEMPORARY picked FROM people

SELECT format('%s is %s', name, age) AS text, name || ' %' AS percent FROM people WHERE name LIKE '%s'

SELECT id FROM people WHERE age = 5 % 3 AND id % 2 = 0

LOCK TABLE people IN SHARE ROW EXCLUSIVE MODE

LISTEN changes

NOTIFY changes, 'payload'

ANALYZE people (name, age)

PREPARE by_id (int) AS SELECT name FROM people WHERE id = 1

EXECUTE by_id (1)

DEALLOCATE by_id

SELECT c.relname, a.attname FROM pg_catalog.pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.oid = 'people'::regclass AND NOT a.attisdropped

SELECT sum(amount) FILTER (WHERE status = 'new') OVER (PARTITION BY person_id) AS s FROM orders

SELECT id, name FROM people WHERE created_at >= date_trunc('day', now()) AND created_at < date_trunc('day', now()) + interval '1 day' LIMIT ALL

DROP TABLE IF EXISTS staging, copies CASCADE

DROP INDEX IF EXISTS people_doc

DROP FUNCTION twice(int)
