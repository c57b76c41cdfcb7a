BEGIN IMMEDIATE;
CREATE TEMP TABLE staged (id text, code text, source text, name text, email text, price text, status text, created_at text);
.import --csv --skip 1 rows.csv staged
INSERT INTO resources (code, source, name, email, price, status, created_at)
SELECT code, source, trim(name), lower(email), replace(price, ',', ''), status, created_at FROM staged WHERE true
ON CONFLICT (code, source) DO UPDATE SET name = excluded.name, email = excluded.email, price = excluded.price,
  status = excluded.status, created_at = excluded.created_at;
COMMIT;
