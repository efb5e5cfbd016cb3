-- What agencies say is done of which a list says what must hold then.
CREATE VIEW landing.claim AS
SELECT NULL::text AS period_key, NULL::text AS form_id, NULL::text AS agency_id, NULL::text AS agency_name,
    NULL::text AS area_code, NULL::text AS member_id, NULL::text AS member_name, NULL::text AS said,
    NULL::text AS document, NULL::text[] AS targets, NULL::text[] AS watched
WHERE false
{union};
COMMENT ON VIEW landing.claim IS 'Nhiệm vụ cơ quan báo cáo đã hoàn thành mà danh mục có nêu mức phải đạt';
COMMENT ON COLUMN landing.claim.period_key IS 'Kỳ báo cáo; nguồn: registry.return';
COMMENT ON COLUMN landing.claim.form_id IS 'Mã biểu; nguồn: registry.return';
COMMENT ON COLUMN landing.claim.agency_id IS 'Mã cơ quan báo cáo; nguồn: registry.return';
COMMENT ON COLUMN landing.claim.agency_name IS 'Tên cơ quan; nguồn: ref.agency';
COMMENT ON COLUMN landing.claim.area_code IS 'Mã địa bàn của cơ quan, để trống nếu là toàn tỉnh; nguồn: ref.agency';
COMMENT ON COLUMN landing.claim.member_id IS 'Mã nhiệm vụ; nguồn: landing';
COMMENT ON COLUMN landing.claim.member_name IS 'Nhiệm vụ; nguồn: danh mục';
COMMENT ON COLUMN landing.claim.said IS 'Tình trạng cơ quan báo cáo; nguồn: landing';
COMMENT ON COLUMN landing.claim.document IS 'Văn bản giao nhiệm vụ; nguồn: danh mục';
COMMENT ON COLUMN landing.claim.targets IS 'Số thứ tự mục tiêu cùng văn bản phải đạt; nguồn: danh mục';
COMMENT ON COLUMN landing.claim.watched IS 'Chỉ tiêu phải đạt mức theo dõi; nguồn: danh mục';
