-- Exceptions that hold for the period, and those that ended after returns were accepted by them.
SELECT scope, authority, reason, valid_until_text
FROM (
    SELECT agency_name, rule_title, concat_ws('; ', rule_title, agency_name, form_title) AS scope,
        authority, reason, to_char(valid_until, 'DD/MM/YYYY') AS valid_until_text
    FROM mart.waiver_in_force
    WHERE period_key = :period_key
    UNION
    SELECT agency_name, rule_title, concat_ws('; ', rule_title, agency_name, form_title), authority,
        reason, 'đã hết hiệu lực'
    FROM mart.decided_cell
    WHERE period_key = :period_key AND kind = 'waived' AND waiver_id NOT IN (
        SELECT waiver_id FROM mart.waiver_in_force WHERE period_key = :period_key)
) listed
ORDER BY agency_name, rule_title
