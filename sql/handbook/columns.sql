-- Every column that analysts may read, with its comment, in the order of the tables' columns.
SELECT
    n.nspname AS schema,
    c.relname AS relation,
    obj_description(c.oid, 'pg_class') AS about,
    a.attname AS column,
    format_type(a.atttypid, a.atttypmod) AS type,
    col_description(c.oid, a.attnum) AS comment
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname IN ('mart', 'ref') AND c.relkind IN ('r', 'v', 'm', 'p')
ORDER BY n.nspname, c.relname, a.attnum
