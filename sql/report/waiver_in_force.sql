SELECT concat_ws('; ', rule_title, agency_name, form_title) AS scope, authority, reason,
    to_char(valid_until, 'DD/MM/YYYY') AS valid_until_text
FROM mart.waiver_in_force
WHERE period_key = :period_key
ORDER BY agency_name, rule_title
