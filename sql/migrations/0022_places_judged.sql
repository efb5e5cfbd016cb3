-- A return that waits is not loaded, so nothing says which places it would take; whoever lets it
-- count must know, before the constraint of registry.place_in_force refuses its load.
ALTER TABLE registry.judgement ADD COLUMN places text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN registry.judgement.places IS 'Places that the judged table lists, where one sender alone reports them; source: the workbook with its approved corrections';

-- What is accepted counts, loaded or not: of each other agency the newest accepted version. A return
-- is asked for all places that it was ever judged with, for a correction moves no row that is loaded.
CREATE FUNCTION registry.places_of_others(asked_id bigint)
RETURNS TABLE (agency_id text, place text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH claimed AS (
        SELECT DISTINCT unnest(j.places) AS place FROM registry.judgement j
        WHERE j.return_id = asked_id
    ), holder AS (
        SELECT DISTINCT ON (o.agency_id) o.agency_id, o.id
        FROM registry.return r
        JOIN registry.return o ON o.form_id = r.form_id AND o.period_key = r.period_key
            AND o.agency_id <> r.agency_id
        CROSS JOIN LATERAL (
            SELECT e.state FROM registry.return_event e WHERE e.return_id = o.id
            ORDER BY e.id DESC LIMIT 1
        ) last
        WHERE r.id = asked_id AND last.state = 'accepted'
        ORDER BY o.agency_id, o.version DESC
    )
    SELECT h.agency_id, c.place FROM holder h CROSS JOIN claimed c
    WHERE EXISTS (
        SELECT FROM registry.place_in_force p WHERE p.return_id = h.id AND p.place = c.place
    ) OR NOT EXISTS (SELECT FROM registry.return_load l WHERE l.return_id = h.id) AND EXISTS (
        SELECT FROM registry.judgement j WHERE j.return_id = h.id AND c.place = ANY (j.places))
$$;
COMMENT ON FUNCTION registry.places_of_others(bigint) IS 'The places of a return that accepted returns of other agencies hold for the same period';
