-- Of versions that are loaded together the newest accepted one takes places; those before it are
-- superseded by the same load, and would only leave again what they took.
CREATE OR REPLACE FUNCTION registry.places_of_loads() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM registry.take_places(array_agg(v.id))
    FROM (
        SELECT r.id, r.version, max(r.version) FILTER (WHERE s.state = 'accepted')
            OVER (PARTITION BY r.agency_id, r.form_id, r.period_key) AS newest
        FROM new_rows n
        JOIN registry.return r ON r.id = n.return_id
        JOIN registry.return_state s ON s.return_id = r.id
    ) v
    WHERE v.version >= coalesce(v.newest, v.version)
    HAVING count(*) > 0;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION registry.places_of_loads() IS 'Trigger: a return that is loaded takes its places, unless a newer version is loaded with it';
