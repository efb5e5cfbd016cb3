-- Of a form whose places one sender alone reports, no two returns in force may hold one place for
-- one period. Nobody writes the table below but the triggers; it is asked at the end of a load, so
-- that a new version may take the places of the one it ends.
ALTER TABLE ref.form ADD COLUMN exclusive_column text NOT NULL DEFAULT '';
COMMENT ON COLUMN ref.form.exclusive_column IS 'The column whose places one sender alone reports, empty when several may; source: expectations/*.odcs.yaml';

CREATE TABLE registry.place_in_force (
    form_id text NOT NULL,
    period_key text NOT NULL,
    place text NOT NULL,
    return_id bigint NOT NULL REFERENCES registry.return,
    PRIMARY KEY (return_id, place),
    CONSTRAINT place_in_force_once UNIQUE (form_id, period_key, place) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE registry.place_in_force IS 'Places that returns in force report, where one sender alone may';
COMMENT ON COLUMN registry.place_in_force.form_id IS 'The form; source: registry.return';
COMMENT ON COLUMN registry.place_in_force.period_key IS 'The period; source: registry.return';
COMMENT ON COLUMN registry.place_in_force.place IS 'Code of the place; source: landing tables';
COMMENT ON COLUMN registry.place_in_force.return_id IS 'The return in force; source: registry.return';

-- Give returns the places that their rows name.
CREATE FUNCTION registry.take_places(return_ids bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    form record;
BEGIN
    FOR form IN
        SELECT f.id, f.exclusive_column AS place FROM ref.form f
        WHERE f.exclusive_column <> '' AND EXISTS (
            SELECT FROM registry.return r WHERE r.id = ANY (return_ids) AND r.form_id = f.id)
    LOOP
        EXECUTE format(
            'INSERT INTO registry.place_in_force (form_id, period_key, place, return_id)
             SELECT DISTINCT r.form_id, r.period_key, l.%1$I::text, r.id
             FROM registry.return r JOIN landing.%2$I l ON l.return_id = r.id
             WHERE r.id = ANY ($1) AND r.form_id = %2$L AND l.%1$I IS NOT NULL
             ON CONFLICT (return_id, place) DO NOTHING',
            form.place, form.id) USING return_ids;
    END LOOP;
END
$$;
COMMENT ON FUNCTION registry.take_places(bigint[]) IS 'Gives returns the places that their rows name';

-- A return takes its places when it is loaded, or accepted once more, and leaves them with any
-- other event.
CREATE FUNCTION registry.places_of_loads() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM registry.take_places(array_agg(return_id)) FROM new_rows HAVING count(*) > 0;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION registry.places_of_loads() IS 'Trigger: a return that is loaded takes its places';
CREATE TRIGGER take_places AFTER INSERT ON registry.return_load
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.places_of_loads();

CREATE FUNCTION registry.places_of_events() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM registry.place_in_force p USING new_rows n
    WHERE p.return_id = n.return_id AND n.state <> 'accepted';
    PERFORM registry.take_places(array_agg(n.return_id))
    FROM new_rows n JOIN registry.return_load l ON l.return_id = n.return_id
    WHERE n.state = 'accepted' HAVING count(*) > 0;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION registry.places_of_events() IS 'Trigger: a return leaves its places when it is not in force any more, and takes them when it is again';
CREATE TRIGGER move_places AFTER INSERT ON registry.return_event
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION registry.places_of_events();

-- What is in force already, once the contracts say which column is exclusive: of two returns for
-- one place the older holds it. What was counted twice before stays counted, so that an upgrade
-- changes no figure; it is told as a fault of ours instead, until one of the two is withdrawn.
CREATE FUNCTION registry.remake_places() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    form record;
BEGIN
    DELETE FROM registry.place_in_force;
    CREATE TEMPORARY TABLE doubled (return_id bigint) ON COMMIT DROP;
    FOR form IN SELECT f.id, f.exclusive_column AS place FROM ref.form f WHERE f.exclusive_column <> ''
    LOOP
        EXECUTE format(
            'WITH held AS MATERIALIZED (
                 SELECT DISTINCT r.period_key, l.%1$I::text AS place, r.id
                 FROM registry.return r
                 JOIN registry.return_load o ON o.return_id = r.id
                 JOIN registry.return_state s ON s.return_id = r.id AND s.state = ''accepted''
                 JOIN landing.%2$I l ON l.return_id = r.id
                 WHERE r.form_id = %2$L AND l.%1$I IS NOT NULL
             ), taken AS (
                 INSERT INTO registry.place_in_force (form_id, period_key, place, return_id)
                 SELECT DISTINCT ON (period_key, place) %2$L, period_key, place, id FROM held
                 ORDER BY period_key, place, id
                 RETURNING return_id, place
             )
             INSERT INTO pg_temp.doubled
             SELECT DISTINCT held.id FROM held
             WHERE NOT EXISTS (
                 SELECT FROM taken WHERE taken.return_id = held.id AND taken.place = held.place)',
            form.place, form.id);
    END LOOP;
    INSERT INTO registry.incident (kind, return_id, detail)
    SELECT 'check', d.return_id,
        'địa bàn của biểu này đã có trong biểu đang có hiệu lực của cơ quan khác cùng kỳ, số liệu đang được tính hai lần; đề nghị cán bộ tổng hợp rút một trong hai biểu'
    FROM pg_temp.doubled d
    WHERE NOT EXISTS (
        SELECT FROM registry.incident i
        WHERE i.kind = 'check' AND i.return_id = d.return_id AND NOT EXISTS (
            SELECT FROM registry.incident_event e
            WHERE e.incident_id = i.id AND e.kind = 'resolved'))
    ORDER BY d.return_id;
    DROP TABLE pg_temp.doubled;
END
$$;
COMMENT ON FUNCTION registry.remake_places() IS 'Gives all returns in force their places anew, the older of two its place, and tells of the younger';
