-- The four groups without login, made where they are not there; whoever runs this may act as each.
-- Apart from the grants, because a backup is brought back between the two.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['etl_loader', 'etl_steward', 'etl_analyst', 'etl_report'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- roles belong to the server: another database may have made it
        END;
        IF NOT pg_has_role(current_user, name, 'SET') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', name);
        END IF;
    END LOOP;
END
$$;
