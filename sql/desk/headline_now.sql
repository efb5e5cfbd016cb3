-- The headline figures of a period as they stand now; one row, empty where nothing is in force.
-- The marts say the same, each after looking for the returns in force anew: here it is done once.
WITH counted AS MATERIALIZED (
    SELECT return_id, form_id FROM mart.return_in_force WHERE period_key = :period_key
), poverty AS (
    SELECT c.standard, sum(c.poor_minority_household_count)::bigint AS poor_minority_household_count,
           sum(c.minority_household_count)::bigint AS minority_household_count
    FROM landing.poverty_corrected c
    WHERE c.return_id IN (SELECT return_id FROM counted WHERE form_id = 'poverty')
    GROUP BY c.standard
    ORDER BY minority_household_count DESC LIMIT 1
)
SELECT w.*, s.*, p.*, k.*
FROM (VALUES (1)) AS one_row
LEFT JOIN (
    SELECT count(*) FILTER (WHERE kind = 'new') AS new_count,
           count(*) FILTER (WHERE kind = 'carried_over') AS carried_over_count,
           count(*) FILTER (WHERE kind = 'maintained') AS maintained_count,
           sum(disbursed_million_vnd) AS works_disbursed_million_vnd
    FROM landing.works_corrected
    WHERE return_id IN (SELECT return_id FROM counted WHERE form_id = 'works')
    HAVING count(*) > 0
) w ON true
LEFT JOIN (
    SELECT count(*) AS project_count, sum(disbursed_million_vnd) AS projects_disbursed_million_vnd
    FROM landing.support_projects_corrected
    WHERE return_id IN (SELECT return_id FROM counted WHERE form_id = 'support_projects')
    HAVING count(*) > 0
) s ON true
LEFT JOIN poverty p ON true
LEFT JOIN (
    SELECT count(*) FILTER (WHERE recipient_type = 'collective') AS collective_count,
           count(*) FILTER (WHERE recipient_type = 'individual') AS individual_count
    FROM landing.commendations_corrected
    WHERE return_id IN (SELECT return_id FROM counted WHERE form_id = 'commendations')
    HAVING count(*) > 0
) k ON true
