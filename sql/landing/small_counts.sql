-- Which counts of a form no mart shows: those of 1 to 4 and, where a sum would give one away, the next
-- smallest beside it. A total is the sum of its areas and an area that of its rows, so that in each
-- sum none or two are kept back; and a count is kept back in all periods of a year or in none, so that
-- no quarter follows from the year. A line without `row_key` is of an area, one without `area_code`
-- of the total.
CREATE VIEW landing.{form}_small AS
WITH cell AS (
    SELECT p.year, w.period_key, m.column_name, coalesce(w.area_code, '') AS area_code,
        {row_key} AS row_key, m.value
    FROM landing.{form}_rows w
    JOIN ref.period p ON p.key = w.period_key
    CROSS JOIN LATERAL (VALUES {values}) AS m (column_name, value)
    WHERE m.value IS NOT NULL
),
total AS (
    SELECT year, column_name, bool_or(value > 0 AND value < 5) AS is_small
    FROM (
        SELECT year, period_key, column_name, sum(value) AS value FROM cell GROUP BY 1, 2, 3
    ) s
    GROUP BY 1, 2
),
area AS (
    SELECT year, column_name, area_code, is_small
        OR kept_back = 1 AND row_number() OVER (
            PARTITION BY year, column_name, is_small ORDER BY size, area_code) = 1 AS is_kept_back
    FROM (
        SELECT a.*, t.is_small::integer
            + count(*) FILTER (WHERE a.is_small) OVER (PARTITION BY year, column_name) AS kept_back
        FROM (
            SELECT year, column_name, area_code, bool_or(value > 0 AND value < 5) AS is_small,
                max(value) AS size
            FROM (
                SELECT year, period_key, column_name, area_code, sum(value) AS value
                FROM cell GROUP BY 1, 2, 3, 4
            ) s
            GROUP BY 1, 2, 3
        ) a
        JOIN total t USING (year, column_name)
    ) a
),
of_row AS (
    SELECT year, column_name, area_code, row_key, is_small
        OR kept_back = 1 AND row_number() OVER (
            PARTITION BY year, column_name, area_code, is_small ORDER BY size, row_key) = 1
        AS is_kept_back
    FROM (
        SELECT r.*, a.is_kept_back::integer + count(*) FILTER (WHERE r.is_small)
            OVER (PARTITION BY year, column_name, area_code) AS kept_back
        FROM (
            SELECT year, column_name, area_code, row_key,
                bool_or(value > 0 AND value < 5) AS is_small, max(value) AS size
            FROM cell GROUP BY 1, 2, 3, 4
        ) r
        JOIN area a USING (year, column_name, area_code)
    ) r
)
SELECT year, column_name, NULL AS area_code, NULL::jsonb AS row_key FROM total WHERE is_small
UNION ALL
SELECT year, column_name, area_code, NULL FROM area WHERE is_kept_back
UNION ALL
SELECT year, column_name, area_code, row_key FROM of_row WHERE is_kept_back;
COMMENT ON VIEW landing.{form}_small IS '{title}: số không hiển thị trong kho khai thác (từ 1 đến 4, và số nhỏ kế tiếp nếu phép cộng làm lộ)';
COMMENT ON COLUMN landing.{form}_small.year IS 'Năm; số được giữ kín ở mọi kỳ trong năm; nguồn: ref.period';
COMMENT ON COLUMN landing.{form}_small.column_name IS 'Tên cột trong kho; nguồn: expectations/*.odcs.yaml';
COMMENT ON COLUMN landing.{form}_small.area_code IS 'Mã địa bàn, để trống nếu là số cộng chung; nguồn: ref.counted_area';
COMMENT ON COLUMN landing.{form}_small.row_key IS 'Khóa của dòng, để trống nếu là số của cả địa bàn; nguồn: landing';
