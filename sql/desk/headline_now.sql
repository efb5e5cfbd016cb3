-- The headline figures of a period as they stand now; one row, empty where nothing is in force.
SELECT w.new_count, w.carried_over_count, w.maintained_count,
       w.disbursed_million_vnd AS works_disbursed_million_vnd,
       s.project_count, s.disbursed_million_vnd AS projects_disbursed_million_vnd,
       p.standard, p.numerator_count AS poor_minority_household_count,
       p.denominator_count AS minority_household_count,
       c.collective_count, c.individual_count
FROM (SELECT CAST(:period_key AS text) AS period_key) k
LEFT JOIN mart.works_total w USING (period_key)
LEFT JOIN mart.support_total s USING (period_key)
LEFT JOIN mart.commendation_total c USING (period_key)
LEFT JOIN LATERAL (
    SELECT r.standard, r.numerator_count, r.denominator_count FROM mart.poverty_rate r
    WHERE r.period_key = k.period_key AND r.basis = 'minority_poor_of_minority'
    ORDER BY r.denominator_count DESC LIMIT 1
) p ON true
