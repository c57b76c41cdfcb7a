CREATE SCHEMA catalog;
CREATE TABLE catalog.items (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code       text NOT NULL UNIQUE,
  name       text NOT NULL,
  metadata   jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE TABLE catalog.item_versions (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_id        bigint NOT NULL REFERENCES catalog.items (id),
  version_number int    NOT NULL,
  status         text   NOT NULL CHECK (status IN ('draft', 'published')),
  created_at     timestamptz NOT NULL,
  UNIQUE (item_id, version_number)
);
