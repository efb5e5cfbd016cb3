-- Of what was judged before places were kept nobody knows them; they are NULL, not none, and who waits
-- is judged again by the next run before anybody lets it count.
ALTER TABLE registry.judgement ALTER COLUMN places DROP DEFAULT, ALTER COLUMN places DROP NOT NULL;
ALTER TABLE registry.judgement DISABLE TRIGGER append_only;
UPDATE registry.judgement SET places = NULL WHERE places = '{}';
ALTER TABLE registry.judgement ENABLE TRIGGER append_only;
COMMENT ON COLUMN registry.judgement.places IS 'Places that the judged table lists, where one sender alone reports them; empty where nobody looked; source: the workbook with its approved corrections';

-- What is loaded says itself which places it takes.
CREATE FUNCTION registry.places_of(asked_id bigint) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    form record;
BEGIN
    RETURN QUERY SELECT DISTINCT unnest(j.places) FROM registry.judgement j
        WHERE j.return_id = asked_id;
    SELECT f.id, f.exclusive_column AS place INTO form
    FROM registry.return r JOIN ref.form f ON f.id = r.form_id
    JOIN registry.return_load l ON l.return_id = r.id
    WHERE r.id = asked_id AND f.exclusive_column <> '';
    IF FOUND THEN
        RETURN QUERY EXECUTE format(
            'SELECT DISTINCT l.%1$I::text FROM landing.%2$I l
             WHERE l.return_id = $1 AND l.%1$I IS NOT NULL', form.place, form.id) USING asked_id;
    END IF;
END
$$;
COMMENT ON FUNCTION registry.places_of(bigint) IS 'The places that a return takes, as far as it was judged or loaded';

-- Whether nobody knows which places a return would take: it is not loaded, and was judged only before
-- places were kept.
CREATE FUNCTION registry.places_unknown(asked_id bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM registry.return r JOIN ref.form f ON f.id = r.form_id
        WHERE r.id = asked_id AND f.exclusive_column <> ''
    ) AND NOT EXISTS (
        SELECT FROM registry.return_load l WHERE l.return_id = asked_id
    ) AND NOT EXISTS (
        SELECT FROM registry.judgement j WHERE j.return_id = asked_id AND j.places IS NOT NULL)
$$;
COMMENT ON FUNCTION registry.places_unknown(bigint) IS 'Whether nobody knows yet which places a return would take';

CREATE OR REPLACE FUNCTION registry.places_of_others(asked_id bigint)
RETURNS TABLE (agency_id text, place text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH claimed AS (
        SELECT DISTINCT p.place FROM registry.places_of(asked_id) p (place)
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
