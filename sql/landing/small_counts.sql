-- Which counts of a form no mart shows: those of 1 to 4 and, in each period, beside them in each sum that
-- has one, another that is not zero. A total is the sum of its areas and an area that of its rows, so
-- that in each sum none or two are kept back; and a count is kept back in all periods of a year or in
-- none, so that no quarter follows from the year. What a year has beyond its parts is a count as well.
-- Which other it is depends on the period alone, and the first to arrive stays: what was once kept back
-- is so when more has come. A line without `row_key` is of an area, one without `area_code` of the total.
CREATE VIEW landing.{form}_small AS
WITH sent AS MATERIALIZED (
    SELECT p.year, w.period_key, m.column_name, m.is_flow, coalesce(w.area_code, '') AS area_code,
        {row_key} AS row_key, m.value, l.seq
    FROM landing.{form}_rows w
    JOIN ref.period p ON p.key = w.period_key
    JOIN registry.return_load l ON l.return_id = w.return_id
    CROSS JOIN LATERAL (VALUES {values}) AS m (column_name, value, is_flow)
    WHERE m.value IS NOT NULL
),
begun AS (
    SELECT DISTINCT s.column_name, p.key, p.kind, p.starts_on, p.ends_on
    FROM sent s
    JOIN ref.period p ON p.key = s.period_key
    WHERE s.is_flow
),
beyond AS (
    SELECT DISTINCT l.column_name, l.key || '-' || s.kind AS period_key, x.of_period, x.sign
    FROM begun l
    JOIN begun s ON s.column_name = l.column_name AND s.key <> l.key
        AND l.starts_on <= s.starts_on AND s.ends_on <= l.ends_on
    CROSS JOIN LATERAL (VALUES (l.key, 1), (s.key, -1)) AS x (of_period, sign)
),
of_row AS MATERIALIZED (
    SELECT year, period_key, column_name, area_code, row_key, sum(value) AS value, min(seq) AS seq,
        bool_or(value > 0 AND value < 5) AS is_small
    FROM sent
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT year, period_key, column_name, area_code, row_key, value, seq, value > 0 AND value < 5
    FROM (
        SELECT s.year, b.period_key, s.column_name, s.area_code, s.row_key,
            sum(b.sign * s.value) AS value, max(s.seq) AS seq
        FROM sent s
        JOIN beyond b ON b.column_name = s.column_name AND b.of_period = s.period_key
        GROUP BY 1, 2, 3, 4, 5
    ) r
),
total AS (
    SELECT year, column_name, bool_or(value > 0 AND value < 5) AS is_kept_back
    FROM (
        SELECT year, period_key, column_name, sum(value) AS value FROM of_row GROUP BY 1, 2, 3
    ) s
    GROUP BY 1, 2
),
area AS MATERIALIZED (
    SELECT year, column_name, area_code, bool_or(is_small OR is_pair_wanted AND place = 1
        AND value <> 0) AS is_kept_back
    FROM (
        SELECT a.*, t.is_kept_back OR bool_or(a.is_small) OVER (PARTITION BY period_key, column_name)
                AS is_pair_wanted,
            row_number() OVER (PARTITION BY period_key, column_name, a.is_small
                ORDER BY value > 0 DESC, value <> 0 DESC, seq, value, area_code) AS place
        FROM (
            SELECT year, period_key, column_name, area_code, sum(value) AS value, min(seq) AS seq,
                sum(value) > 0 AND sum(value) < 5 AS is_small
            FROM of_row
            GROUP BY 1, 2, 3, 4
        ) a
        JOIN total t USING (year, column_name)
    ) a
    GROUP BY 1, 2, 3
),
kept_back AS (
    SELECT year, column_name, area_code, row_key, bool_or(is_small OR is_pair_wanted AND place = 1
        AND value <> 0) AS is_kept_back
    FROM (
        SELECT r.*, a.is_kept_back OR bool_or(r.is_small)
                OVER (PARTITION BY period_key, column_name, area_code) AS is_pair_wanted,
            row_number() OVER (PARTITION BY period_key, column_name, area_code, r.is_small
                ORDER BY value > 0 DESC, value <> 0 DESC, seq, value, row_key) AS place
        FROM of_row r
        JOIN area a USING (year, column_name, area_code)
    ) r
    GROUP BY 1, 2, 3, 4
)
SELECT year, column_name, NULL AS area_code, NULL::jsonb AS row_key FROM total WHERE is_kept_back
UNION ALL
SELECT year, column_name, area_code, NULL FROM area WHERE is_kept_back
UNION ALL
SELECT year, column_name, area_code, row_key FROM kept_back WHERE is_kept_back;
COMMENT ON VIEW landing.{form}_small IS '{title}: số không hiển thị trong kho khai thác (từ 1 đến 4, và một số nữa trong cùng phép cộng nếu làm lộ)';
COMMENT ON COLUMN landing.{form}_small.year IS 'Năm; số được giữ kín ở mọi kỳ trong năm; nguồn: ref.period';
COMMENT ON COLUMN landing.{form}_small.column_name IS 'Tên cột trong kho; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN landing.{form}_small.area_code IS 'Mã địa bàn, để trống nếu là số cộng chung; nguồn: ref.counted_area';
COMMENT ON COLUMN landing.{form}_small.row_key IS 'Khóa của dòng, để trống nếu là số của cả địa bàn; nguồn: landing';
