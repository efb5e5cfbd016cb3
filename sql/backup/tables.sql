-- Every table of a database that is its own.
SELECT quote_ident(schemaname) || '.' || quote_ident(tablename)
FROM pg_tables WHERE schemaname <> 'information_schema' AND schemaname !~ '^pg_'
ORDER BY 1
