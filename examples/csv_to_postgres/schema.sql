CREATE TABLE customers (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_no text NOT NULL UNIQUE,
  name        text NOT NULL,
  email       text,
  balance     numeric(12, 2),
  visits      integer NOT NULL,
  newsletter  boolean NOT NULL,
  signed_up   date NOT NULL,
  last_seen   timestamptz
);
