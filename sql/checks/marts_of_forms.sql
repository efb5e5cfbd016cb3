-- Which marts repeat the totalled columns of one form: every view with a period that stands, through
-- whatever other views, on the landing table of that form alone. A column of the form's name in it
-- must add up to the same; one that says it again for the areas of several days is not such a mart.
WITH RECURSIVE needs AS (
    SELECT DISTINCT v.oid AS view, d.refobjid AS source
    FROM pg_class v
    JOIN pg_rewrite w ON w.ev_class = v.oid
    JOIN pg_depend d ON d.objid = w.oid AND d.classid = 'pg_rewrite'::regclass
        AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> v.oid
    WHERE v.relkind = 'v' AND v.relnamespace IN ('mart'::regnamespace, 'landing'::regnamespace)
),
stands AS (
    SELECT view, source FROM needs
    UNION
    SELECT s.view, n.source FROM stands s JOIN needs n ON n.view = s.source
),
of_one_form AS (
    SELECT s.view, min(c.relname) AS form_id
    FROM stands s
    JOIN pg_class c ON c.oid = s.source AND c.relkind = 'r'
        AND c.relnamespace = 'landing'::regnamespace
    GROUP BY s.view
    HAVING count(*) = 1
),
columns AS (
    SELECT o.view, o.form_id, v.relname, array_agg(a.attname::text ORDER BY a.attnum) AS names
    FROM of_one_form o
    JOIN pg_class v ON v.oid = o.view AND v.relnamespace = 'mart'::regnamespace
    JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0 AND NOT a.attisdropped
    GROUP BY o.view, o.form_id, v.relname
)
SELECT c.relname AS view, c.form_id, 'agency_id' = ANY (c.names) AS is_by_agency,
    array_agg(f.name ORDER BY f.position) AS columns
FROM columns c
JOIN ref.form_column f ON f.form_id = c.form_id AND f.name = ANY (c.names) AND f.is_totalled
    AND NOT f.is_sensitive
WHERE 'period_key' = ANY (c.names) AND 'area_days' <> ALL (c.names)
GROUP BY c.relname, c.form_id, c.names
ORDER BY c.relname
