-- Commendations of the province.
CREATE VIEW mart.commendation_total AS
SELECT period_key, sum(collective_count)::integer AS collective_count,
    sum(individual_count)::integer AS individual_count
FROM mart.commendation_by_award
GROUP BY period_key;
COMMENT ON VIEW mart.commendation_total IS 'Kết quả khen thưởng của tỉnh';
COMMENT ON COLUMN mart.commendation_total.period_key IS 'Kỳ báo cáo; nguồn: mart.commendation_by_award';
COMMENT ON COLUMN mart.commendation_total.collective_count IS 'Số tập thể được khen thưởng; đơn vị: tập thể; nguồn: mart.commendation_by_award';
COMMENT ON COLUMN mart.commendation_total.individual_count IS 'Số cá nhân được khen thưởng; đơn vị: người; nguồn: mart.commendation_by_award';
