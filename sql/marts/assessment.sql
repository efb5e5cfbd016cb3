-- What agencies write of strengths, difficulties and proposals.
CREATE VIEW mart.assessment AS
SELECT r.period_key, r.agency_id, r.agency_name, t.topic, t.content, r.return_id, t.excel_row
FROM mart.return_in_force r
JOIN landing.assessment_shown t ON t.return_id = r.return_id;
COMMENT ON VIEW mart.assessment IS 'Ưu điểm, tồn tại và kiến nghị, theo lời văn của các cơ quan';
COMMENT ON COLUMN mart.assessment.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN mart.assessment.agency_id IS 'Mã cơ quan có ý kiến; nguồn: registry.return';
COMMENT ON COLUMN mart.assessment.agency_name IS 'Tên đầy đủ của cơ quan tại ngày chốt số liệu; nguồn: ref.agency';
COMMENT ON COLUMN mart.assessment.topic IS 'Mã nội dung đánh giá; nguồn: landing.assessment.topic';
COMMENT ON COLUMN mart.assessment.content IS 'Ý kiến của cơ quan; nguồn: landing.assessment.content';
COMMENT ON COLUMN mart.assessment.return_id IS 'Mã lượt gửi biểu chứa dòng này; nguồn: registry.return';
COMMENT ON COLUMN mart.assessment.excel_row IS 'Số thứ tự dòng, xem mart.cell_source; nguồn: landing.assessment';
