-- Commendations by form of award: how many, never whose.
CREATE VIEW mart.commendation_by_award AS
SELECT k.period_key, k.award, k.award_label,
    (count(*) FILTER (WHERE k.recipient_type = 'collective'))::integer AS collective_count,
    (count(*) FILTER (WHERE k.recipient_type = 'individual'))::integer AS individual_count
FROM mart.commendations k
GROUP BY k.period_key, k.award, k.award_label;
COMMENT ON VIEW mart.commendation_by_award IS 'Kết quả khen thưởng của tỉnh, theo hình thức khen thưởng';
COMMENT ON COLUMN mart.commendation_by_award.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.commendation_by_award.award IS 'Mã hình thức khen thưởng; nguồn: landing.commendations.award';
COMMENT ON COLUMN mart.commendation_by_award.award_label IS 'Tên hình thức khen thưởng; nguồn: mart.commendations';
COMMENT ON COLUMN mart.commendation_by_award.collective_count IS 'Số tập thể được khen thưởng; đơn vị: tập thể; nguồn: landing.commendations';
COMMENT ON COLUMN mart.commendation_by_award.individual_count IS 'Số cá nhân được khen thưởng; đơn vị: người; nguồn: landing.commendations';
