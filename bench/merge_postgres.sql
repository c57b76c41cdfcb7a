BEGIN;
CREATE TEMP TABLE staged (id text, code text, source text, name text, email text, price text, status text, created_at text) ON COMMIT DROP;
\copy staged FROM 'rows.csv' CSV HEADER
INSERT INTO resources (code, source, name, email, price, status, created_at)
SELECT code, source, trim(name), lower(email), replace(price, ',', '')::numeric, status, created_at::date FROM staged
ON CONFLICT (code, source) DO UPDATE SET name = excluded.name, email = excluded.email, price = excluded.price,
  status = excluded.status, created_at = excluded.created_at;
COMMIT;
