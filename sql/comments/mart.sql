-- What the schema mart holds, in the analyst's language; run after every migration. The comments
-- in the migrations are for whoever reads those.

COMMENT ON SCHEMA mart IS 'Bảng số liệu để lập báo cáo và phân tích';

COMMENT ON FUNCTION mart.horizon() IS 'Thời điểm mà các bảng số liệu tính đến';
COMMENT ON FUNCTION mart.last_seq() IS 'Thứ tự của sự kiện cuối cùng mà các bảng số liệu tính đến';
COMMENT ON FUNCTION mart.moment() IS 'Thời điểm được coi là hiện tại khi xét quá hạn và hết hiệu lực';
