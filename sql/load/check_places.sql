-- Ask now, before a savepoint ends, what would be asked at the end of the transaction.
SET CONSTRAINTS registry.place_in_force_once IMMEDIATE
