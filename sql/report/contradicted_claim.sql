SELECT agency_id, member_id, indicator_id, wanted_by, agency_name, member_name, said, indicator, unit,
    value, wanted_value,
    CASE comparison WHEN '=' THEN 'bằng' WHEN '>' THEN 'trên' WHEN '<' THEN 'dưới' WHEN '<=' THEN 'không quá'
        ELSE 'không dưới' END AS comparison,
    concat_ws('; ', wanted_by, 'năm ' || wanted_year, CASE WHEN is_assumed THEN 'mức giả định' END) AS source
FROM mart.contradicted_claim
WHERE period_key = :period_key
ORDER BY agency_name, member_name, indicator
