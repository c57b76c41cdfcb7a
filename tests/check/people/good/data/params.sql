-- ':not_a_param' and %(neither)s are in a comment
SELECT id, name, created_at::date AS day, '12:30' AS t
  FROM people
 WHERE name = :name AND age > %(age)s AND code <> ':x' /* :y */
