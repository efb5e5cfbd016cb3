-- What the schema landing holds, in the analyst's language; run after every migration. The comments
-- in the migrations are for whoever reads those.

COMMENT ON SCHEMA landing IS 'Số liệu của các biểu đã chấp nhận, mỗi biểu một bảng, giữ nguyên như cơ quan gửi';
