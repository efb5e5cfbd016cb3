-- What became of the places that ended, and from it which places share ground.
ALTER TABLE ref.area
    ADD CONSTRAINT area_begins_on UNIQUE (id, valid_from),
    ADD CONSTRAINT area_ends_on UNIQUE (id, valid_to);

-- A succession goes with its places when the lists are read anew. The day of a change is the day
-- after the last of the old place and the first of the new one: the foreign keys see to it.
CREATE TABLE ref.area_succession (
    old_area_id text NOT NULL,
    new_area_id text NOT NULL,
    changed_on date NOT NULL,
    share text NOT NULL CHECK (share IN ('whole', 'part')),
    weight numeric CHECK (weight > 0 AND weight < 1),
    source text NOT NULL CHECK (btrim(source) <> ''),
    note text NOT NULL,
    PRIMARY KEY (old_area_id, new_area_id),
    CHECK (share = 'part' OR weight IS NULL),
    FOREIGN KEY (old_area_id, changed_on) REFERENCES ref.area (id, valid_to) ON DELETE CASCADE,
    FOREIGN KEY (new_area_id, changed_on) REFERENCES ref.area (id, valid_from) ON DELETE CASCADE
);
COMMENT ON TABLE ref.area_succession IS 'Which places took over the ground of a place that ended';
COMMENT ON COLUMN ref.area_succession.old_area_id IS 'The place that ended; source: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.new_area_id IS 'A place that took over; source: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.changed_on IS 'First day of the new place; source: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.share IS 'whole, or part of a place that was divided; source: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.weight IS 'Published part of the figures that went there, of 1; empty when none is published; source: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.source IS 'Where this was read; source: sql/seeds/area_succession.csv';
COMMENT ON COLUMN ref.area_succession.note IS 'Remark of who keeps the list; source: sql/seeds/area_succession.csv';

-- No ground is lost, none is counted twice and none comes from nowhere. Places above, such as
-- districts, need no line: their ground is that of the places in them.
CREATE FUNCTION ref.check_succession() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    wrong text;
BEGIN
    WITH lowest AS (
        SELECT a.id, a.valid_to, a.valid_from > min(a.valid_from) OVER () AS is_new
        FROM ref.area a
        WHERE NOT EXISTS (SELECT FROM ref.area below WHERE below.parent_code = a.code)
    )
    SELECT string_agg(a.id, ', ' ORDER BY a.id) INTO wrong
    FROM lowest a
    LEFT JOIN LATERAL (
        SELECT count(*) AS successors, count(*) FILTER (WHERE s.share = 'whole') AS wholes,
            count(s.weight) AS weights, sum(s.weight) AS weight
        FROM ref.area_succession s WHERE s.old_area_id = a.id
    ) s ON true
    WHERE a.is_new AND NOT EXISTS (SELECT FROM ref.area_succession f WHERE f.new_area_id = a.id)
        OR a.valid_to IS NOT NULL
        AND NOT (s.wholes = 1 AND s.successors = 1
            OR s.wholes = 0 AND s.successors > 1 AND s.weights IN (0, s.successors)
                AND coalesce(s.weight, 1) = 1);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'a place that ends has one whole successor, or parts in several whose weights are all unknown or make 1, and one that begins later than our lists has taken over from another: %', wrong;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION ref.check_succession() IS 'Refuses successions that lose or double ground';
CREATE TRIGGER no_ground_lost AFTER INSERT OR UPDATE ON ref.area_succession
    FOR EACH STATEMENT EXECUTE FUNCTION ref.check_succession();

-- Which places share ground is followed in etl/reference/ground.py, and kept here with names and with days that
-- can be compared one by one: of ranges the database guesses too little to join on them well.
CREATE TABLE ref.area_ground (
    code text NOT NULL,
    name text NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    in_code text NOT NULL,
    in_name text NOT NULL,
    in_level text NOT NULL CHECK (in_level IN ('province', 'district', 'commune')),
    in_valid_from date NOT NULL,
    in_valid_to date NOT NULL,
    share text NOT NULL CHECK (share IN ('whole', 'part')),
    weight numeric,
    PRIMARY KEY (code, valid_from, in_code, in_valid_from),
    CHECK (share = 'part' OR weight = 1)
);
COMMENT ON TABLE ref.area_ground IS 'Which places share ground, of any two days';
COMMENT ON COLUMN ref.area_ground.code IS 'Code of a place; source: ref.area';
COMMENT ON COLUMN ref.area_ground.name IS 'Name of the place; source: ref.area';
COMMENT ON COLUMN ref.area_ground.valid_from IS 'First day, 0001-01-01 where our list begins with it; source: ref.area';
COMMENT ON COLUMN ref.area_ground.valid_to IS 'Day after the last, 9999-12-31 while it exists; source: ref.area';
COMMENT ON COLUMN ref.area_ground.in_code IS 'Code of a place that shares ground with it; source: ref.area, ref.area_succession';
COMMENT ON COLUMN ref.area_ground.in_name IS 'Name of that one; source: ref.area';
COMMENT ON COLUMN ref.area_ground.in_level IS 'Level of that one; source: ref.area';
COMMENT ON COLUMN ref.area_ground.in_valid_from IS 'First day of that one, 0001-01-01 where our list begins with it; source: ref.area';
COMMENT ON COLUMN ref.area_ground.in_valid_to IS 'Day after its last, 9999-12-31 while it exists; source: ref.area';
COMMENT ON COLUMN ref.area_ground.share IS 'whole when all of the first lies in the other; source: ref.area_succession';
COMMENT ON COLUMN ref.area_ground.weight IS 'Part of the first one''s figures that is the other''s, of 1; empty when nobody published it; source: ref.area_succession';

CREATE FUNCTION ref.area_on(code text, from_day date, to_day date)
RETURNS TABLE (area_code text, area_level text, share text, weight numeric, is_comparable boolean)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT g.in_code, g.in_level, g.share, g.weight, g.weight IS NOT NULL
    FROM ref.area_ground g
    WHERE g.code = area_on.code AND g.valid_from <= from_day AND from_day < g.valid_to
        AND g.in_valid_from <= to_day AND to_day < g.in_valid_to
    ORDER BY g.in_level DESC, g.in_code;
END;
COMMENT ON FUNCTION ref.area_on(text, date, date) IS 'The places of a day in which a place of another day lies, whole or in part';
