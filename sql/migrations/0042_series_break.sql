-- From which day figures of a form are not comparable with those before, and why.
CREATE TABLE ref.series_break (
    broken_on date NOT NULL,
    kind text NOT NULL
        CHECK (kind IN ('boundary', 'poverty_standard', 'criteria', 'programme', 'survey')),
    form_id text NOT NULL,
    columns text NOT NULL DEFAULT '',
    text text NOT NULL CHECK (btrim(text) <> ''),
    mark text NOT NULL CHECK (mark IN ('published', 'derived', 'assumed')),
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (form_id, broken_on, kind, columns)
);

-- Why figures of two days are not of one series; null when they are.
CREATE FUNCTION ref.series_breaks(
    of_form text, of_columns text[], after date, until date, by_places boolean, by_meaning boolean)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(DISTINCT b.text, '; ')
    FROM ref.series_break b
    WHERE b.form_id = of_form AND b.broken_on > after AND b.broken_on <= until
        AND (b.columns = '' OR string_to_array(b.columns, '|') && of_columns)
        AND CASE WHEN b.kind = 'boundary' THEN by_places ELSE by_meaning END
$$;
