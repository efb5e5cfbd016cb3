-- Whether there is a database of a name on this server that the login owns.
SELECT 1 FROM pg_database WHERE datname = %(name)s AND pg_has_role(datdba, 'USAGE')
