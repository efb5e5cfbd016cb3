-- Which places share ground, with their names and with days that can be compared one by one: of ranges
-- the database guesses too little to join on them well. The table is made anew with the lists.
DROP FUNCTION ref.area_on(text, date, date);
DROP TABLE ref.area_ground;
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
