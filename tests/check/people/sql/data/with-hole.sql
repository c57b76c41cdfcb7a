SELECT name, revenue
  FROM top_customers
 WHERE month = {{ inputs.month }}
 LIMIT 1
