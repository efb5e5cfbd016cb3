-- Commendations of the province.
CREATE VIEW mart.commendation_total AS
SELECT period_key, sum(collective_count)::integer AS collective_count,
    sum(individual_count)::integer AS individual_count
FROM mart.commendation_by_award
GROUP BY period_key;
COMMENT ON VIEW mart.commendation_total IS 'Commendations of the province';
COMMENT ON COLUMN mart.commendation_total.period_key IS 'The period; source: mart.commendation_by_award';
COMMENT ON COLUMN mart.commendation_total.collective_count IS 'Collectives commended; source: mart.commendation_by_award';
COMMENT ON COLUMN mart.commendation_total.individual_count IS 'Individuals commended; source: mart.commendation_by_award';
