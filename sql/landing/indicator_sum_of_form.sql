    WHEN '{form}' THEN RETURN QUERY
    WITH r AS MATERIALIZED (
        SELECT period_key, form_id, agency_id, return_id, area_code, is_nil
        FROM mart.return_in_force WHERE form_id = '{form}' AND period_key = asked_period
    ), w AS MATERIALIZED (
        SELECT r.return_id, a.area_code, a.area_name{columns}
        FROM r
        JOIN ref.period t ON t.key = r.period_key
        JOIN landing."{form}_shown" w ON w.return_id = r.return_id
        {joins}LEFT JOIN LATERAL (
            SELECT x.area_code, x.area_name FROM ref.counted_area x
            WHERE x.period_key = r.period_key AND x.code = {area}
            LIMIT 1
        ) a ON true
    ), returns AS MATERIALIZED (
        SELECT r.agency_id, r.return_id, coalesce({apart}, '') AS apart,
            count(w.return_id) AS row_count, {sums}
        FROM r LEFT JOIN w ON w.return_id = r.return_id
        GROUP BY r.agency_id, r.return_id, coalesce({apart}, '')
    )
    SELECT c.scope, c.area_code, c.area_name, c.agency_id, c.return_id, c.state, c.apart, c.row_count,
        c.is_main, m.indicator_id,
        CASE WHEN c.scope = 'area' AND c.state = 'nil' THEN 0 ELSE m.numerator END, m.denominator,
        {is_suppressed}, m.columns && '{{{sensitive}}}'::text[]
    FROM (
        SELECT 'area' AS scope, area_code, coalesce(l.area_name, c.area_name) AS area_name,
            NULL::text AS agency_id, NULL::bigint AS return_id,
            CASE WHEN c.row_count > 0 THEN 'reported' WHEN l.is_nil THEN 'nil' ELSE 'not_sent' END
                AS state,
            coalesce(c.apart, '') AS apart, coalesce(c.row_count, 0) AS row_count,
            rank() OVER (PARTITION BY area_code
                ORDER BY coalesce(c.row_count, 0) DESC, coalesce(c.apart, '') DESC) = 1 AS is_main,
            {numbers}
        FROM (
{listed}) l
        FULL JOIN (
            SELECT w.area_code, w.area_name, coalesce({apart}, '') AS apart, count(*) AS row_count,
                {sums}
            FROM w
            GROUP BY w.area_code, w.area_name, coalesce({apart}, '')
        ) c USING (area_code)
        UNION ALL
        SELECT 'total', NULL, NULL, NULL, NULL, CASE WHEN has_rows THEN 'reported' ELSE 'nil' END,
            apart, sum(row_count)::bigint,
            rank() OVER (ORDER BY sum(row_count) DESC, apart DESC) = 1, {totals}
        FROM (SELECT *, bool_or(row_count > 0) OVER () AS has_rows FROM returns) c
        WHERE row_count > 0 OR NOT has_rows
        GROUP BY has_rows, apart
        UNION ALL
        SELECT 'return', NULL, NULL, agency_id, return_id, NULL, apart, row_count, NULL, {numbers}
        FROM returns c
    ) c
    {kept_back}CROSS JOIN LATERAL (VALUES {values}) AS m (indicator_id, numerator, denominator, columns);
