// Made from the server's schema by `make types`; not to be edited.

export interface paths {
    "/api/v1/feed/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Top LIVE
         * @description The best LIVEs now, of those that the one who asks may watch. The same order for all who may see the same.
         */
        get: operations["get_top_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feed/for-you": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * For You
         * @description LIVEs and videos for the one who asks: followed hosts first, a place now and then for hosts whom few know,
         *     nothing that was skipped a moment ago.
         */
        get: operations["get_for_you"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feed/impressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what was shown
         * @description Tell it in batches, each thing once per showing. What is not shown any more is passed over.
         */
        post: operations["tell_impressions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/ranking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ranking's weights
         * @description For operators. Every weight, what it means, and who changed it.
         */
        get: operations["get_ranking"];
        /**
         * Change the ranking's weights
         * @description For operators. They hold at once, everywhere; the change is written into the operators' log.
         */
        put: operations["change_ranking"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/ranking/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How the feeds would change
         * @description For operators. The first fifty of this moment, under the weights that hold and under those given.
         */
        post: operations["preview_ranking"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find rooms, people, events, videos, replays and topics
         * @description What the one who asks may see. Beginnings of words are enough, typing errors are forgiven.
         *
         *     Width, case, accents and kana make no difference; kanji are found by how they are read, and find what is written
         *     in kana. What has nothing in it to look for finds nothing.
         */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platform": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What pages must know of this platform
         * @description Names, choices and limits; the same for everybody.
         */
        get: operations["get_platform"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is this process alive?
         * @description Answers as long as the process serves requests.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can this process serve people now?
         * @description 503 while the database or the broker is away, or the server closes: send people to another one.
         */
        get: operations["get_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/certificate.sha256": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The hash by which pages pin the relay's self-made certificate
         * @description 64 hexadecimal digits. It changes every few days; 404 where the relay has a real certificate.
         */
        get: operations["get_certificate_hash"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign up
         * @description Make an account and sign this browser in.
         */
        post: operations["sign_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where one is signed in
         * @description All devices that are signed in to this account, the last used first.
         */
        get: operations["list_sessions"];
        put?: never;
        /**
         * Sign in
         * @description Sign this browser in with a handle or e-mail address and the password.
         *
         *     Whoever had deleted their account and comes back within the days of grace keeps it.
         *     Who is banned is answered 403 with the code `banned` and the reason, once the password was right.
         */
        post: operations["sign_in"];
        /**
         * Sign out all other devices
         * @description End every session of one's own but this one.
         */
        delete: operations["end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out
         * @description Sign this browser out; nothing happens if it is signed out already.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out another device
         * @description End one of one's own sessions; what it has open closes at once.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own account
         * @description Who is signed in in this browser; null if nobody is.
         */
        get: operations["get_me"];
        put?: never;
        post?: never;
        /**
         * Delete one's account
         * @description Signs out every device and hides the profile at once; after some days of grace everything personal goes.
         */
        delete: operations["delete_me"];
        options?: never;
        head?: never;
        /**
         * Change one's profile
         * @description Change what is given; the rest stays.
         */
        patch: operations["update_me"];
        trace?: never;
    };
    "/api/v1/me/avatar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Upload an avatar
         * @description Cut to a square from the middle, made 256 × 256, without the metadata that the camera wrote.
         */
        put: operations["upload_avatar"];
        post?: never;
        /**
         * Remove the avatar
         * @description Go back to the drawn picture that every account begins with.
         */
        delete: operations["remove_avatar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/handles/{handle}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether a handle is free
         * @description Whether one could sign up with this handle, and if not, why; the answer holds until somebody takes it.
         */
        get: operations["check_handle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{handle}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A profile
         * @description The account that has this handle, in any case, or had it last: then `handle` of the answer is another one.
         */
        get: operations["get_profile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{handle}/follow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Follow
         * @description Follow this account; the same once more changes nothing.
         */
        put: operations["follow"];
        post?: never;
        /**
         * Stop following
         * @description Stop following this account; the same once more changes nothing.
         */
        delete: operations["unfollow"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{handle}/followers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who follows an account
         * @description The newest first.
         */
        get: operations["list_followers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{handle}/following": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whom an account follows
         * @description The newest first.
         */
        get: operations["list_following"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/avatar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An account's picture
         * @description The uploaded picture, else the one drawn for this account; to be kept for ever under its `avatar_url`.
         */
        get: operations["get_avatar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/email/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the link that confirms one's e-mail address again
         * @description To the address that waits: `email_next` if there is one, else `email`.
         */
        post: operations["send_confirmation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/email-confirmations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm an e-mail address
         * @description By the token from the mail; whoever has it need not be signed in. It works once.
         */
        post: operations["confirm_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one's e-mail address
         * @description It counts when the link in the mail to the new address was followed; the present address takes it back.
         */
        put: operations["change_email"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one's password
         * @description Signs out every other device.
         */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link to choose a new password
         * @description Sent to the account's e-mail address, if there is such an account; the answer does not tell.
         */
        post: operations["ask_password_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-resets/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Choose a new password
         * @description By the token from the mail, which works once. Signs out every device, and signs this browser in.
         *
         *     Who is banned is answered 403 with the code `banned` and the reason.
         */
        put: operations["reset_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/handle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one's handle
         * @description Links to the old one go on working, and nobody else can take it for some months.
         */
        put: operations["change_handle"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/birth-date": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Correct one's birth date, once
         * @description A second time is for operators.
         */
        put: operations["correct_birth_date"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/region": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Move to another region
         * @description Its rules hold from `region_next_at` on; the present region takes back what was asked before.
         */
        put: operations["change_region"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All of one's data
         * @description A zip file with everything that the platform keeps about one's account, as JSON.
         */
        get: operations["export_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's passkeys
         * @description The oldest first.
         */
        get: operations["list_passkeys"];
        put?: never;
        /**
         * Add a passkey
         * @description What the authenticator made of the options; signs in from now on.
         */
        post: operations["add_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to add a passkey
         * @description What the browser needs; good for one use within minutes.
         */
        post: operations["begin_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a passkey
         * @description It signs nobody in any more.
         */
        delete: operations["remove_passkey"];
        options?: never;
        head?: never;
        /**
         * Rename a passkey
         * @description Call one of one's passkeys by another name.
         */
        patch: operations["rename_passkey"];
        trace?: never;
    };
    "/api/v1/passkey-sign-in/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to sign in with a passkey
         * @description What the browser needs; good for one use within minutes. It names nobody: the passkey says who it is.
         */
        post: operations["begin_passkey_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/passkey-sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a passkey
         * @description Sign this browser in with what the authenticator signed; whoever had deleted their account keeps it.
         */
        post: operations["sign_in_with_passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The mails of a demo
         * @description Mails that nobody carries away, the newest first; 404 unless the platform is a demo (`show_outbox`).
         */
        get: operations["get_outbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How one stands with the platform
         * @description One's own standing, every strike, and the reasons.
         */
        get: operations["get_own_standing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look for people
         * @description For operators.
         */
        get: operations["find_accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/accounts/{handle}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that operators know of an account's standing
         * @description For operators.
         */
        get: operations["get_account_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/accounts/{handle}/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Warn, strike, suspend, ban, or lift
         * @description For operators. A suspension or ban ends a running LIVE at once; a ban signs the person out everywhere.
         */
        post: operations["decide_standing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What operators did
         * @description For operators.
         */
        get: operations["get_operators_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/log/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the operators' log is as it was written
         * @description For operators. Reads the whole log and computes every hash anew.
         */
        get: operations["check_operators_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * May I go live?
         * @description Each requirement: what it asks, where the account stands, and what to do about it.
         */
        get: operations["get_live_access"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live-access/quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What my posts say of me
         * @description Every post with its score and retention curve, the indicators with their trend, good points and areas.
         */
        get: operations["get_quality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live-access/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept the LIVE terms
         * @description Accept the version in force; answers like the question whether one may go live.
         */
        post: operations["accept_live_terms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live-access/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply for a review
         * @description Ask the operators for access that followers and quality do not open.
         */
        post: operations["apply_for_review"];
        /**
         * Withdraw the application
         * @description Take back the application that waits; nothing of it is kept.
         */
        delete: operations["withdraw_review"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the platform told me
         * @description The last notices, newest first. While one is connected, each comes over the channel as well.
         */
        get: operations["list_notices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notices/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Take notices as read
         * @description This notice and all before it; the last ones as they are then.
         */
        put: operations["mark_notices_read"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Applications for live access
         * @description For operators. Those that wait the oldest first, others the newest first.
         */
        get: operations["list_reviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/reviews/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Grant or refuse live access
         * @description For operators. Decide, or decide anew; the person is told, and it is logged.
         */
        put: operations["decide_review"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/accounts/{handle}/live-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How an account stands with live access
         * @description For operators. What the person sees as well.
         */
        get: operations["get_live_access_of"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The policy of live access in force
         * @description For operators. If the file was changed and cannot be used, `error` says where and why.
         */
        get: operations["get_policy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is on now
         * @description Rooms that are live or interrupted and that the one who asks may watch, the most watched first.
         */
        get: operations["list_rooms"];
        put?: never;
        /**
         * Prepare a LIVE
         * @description A room for the signed-in account. One that it was preparing before is ended; one on the air is in the way.
         */
        post: operations["create_room"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{handle}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is this account live?
         * @description The room in which the account is live, if the one who asks may watch it.
         */
        get: operations["get_live_room_of"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My LIVE that has not ended
         * @description The room that the signed-in account prepares or hosts now, from whichever device.
         */
        get: operations["get_my_room"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/{room_id}/cover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A LIVE's cover
         * @description What the host uploaded, else a frame of the stream, else a drawing; to be cached under its `cover_url`.
         */
        get: operations["get_cover"];
        /**
         * Upload a cover
         * @description Cut to 9:16 from the middle, made 720 × 1280, without the metadata that the camera wrote.
         */
        put: operations["upload_cover"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/{room_id}/publisher": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket to publish
         * @description What the host's browser connects to the relay with. Ask for a new one for every new connection.
         */
        post: operations["issue_publisher_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/{room_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go LIVE
         * @description Put the room on the air, once its picture arrives; the same once more changes nothing.
         */
        post: operations["start_room"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/{room_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the LIVE
         * @description End the room for everybody; the same once more changes nothing.
         */
        post: operations["end_room"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/{room_id}/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the LIVE came to
         * @description The numbers of one's own LIVE, so far or in the end.
         */
        get: operations["get_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/moderators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My moderators
         * @description Who sees every comment of my LIVEs, as I do, in the order in which I named them.
         */
        get: operations["list_moderators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/moderators/{handle}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Name a moderator
         * @description From now on, in every LIVE of mine, the one that runs included; the same once more changes nothing.
         */
        put: operations["name_moderator"];
        post?: never;
        /**
         * Dismiss a moderator
         * @description They are a viewer like others again; the same once more changes nothing.
         */
        delete: operations["dismiss_moderator"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/stream-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My stream key
         * @description Where an encoder pushes to, what is known of the key (not the key itself), and how the encoder does.
         */
        get: operations["get_stream_key"];
        put?: never;
        /**
         * Make a stream key
         * @description A new key in place of the one before; an encoder that publishes with that one is cut off.
         */
        post: operations["renew_stream_key"];
        /**
         * Delete my stream key
         * @description Nothing can be published with it from now on; the same once more changes nothing.
         */
        delete: operations["delete_stream_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/stream-key/auto-live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Let my encoder go LIVE by itself
         * @description An encoder that connects while no LIVE is prepared begins one with this title, or is turned away.
         */
        put: operations["set_auto_live"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/{room_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A LIVE
         * @description A room that was or is on the air; one that is being prepared is its host's business alone.
         */
        get: operations["get_room"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/{room_id}/viewer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket to watch
         * @description What a browser connects to the relay with. Ask for a new one for every new connection.
         */
        post: operations["issue_viewer_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/{room_id}/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How late it is
         * @description By which a player finds its real delay: `now - (zero + timestamp)` of the picture that it shows.
         */
        get: operations["get_media_clock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can be sent
         * @description The catalogue. A price may change at any time; what one saw is sent along with a gift.
         */
        get: operations["get_gifts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/{room_id}/gifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a gift
         * @description Send a gift to the host of a LIVE, or to a guest on its stage; answered once it is paid and written.
         *
         *     Pages send gifts through the room's channel, which is faster.
         */
        post: operations["send_gift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/{room_id}/top-senders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who gave most in a LIVE
         * @description For whoever may watch it, while it is on and after.
         */
        get: operations["get_top_senders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rooms/{room_id}/gift-totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the gifts of my LIVE came to
         * @description For its host, while it is on and after; what was taken back is not in it.
         */
        get: operations["get_gift_totals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{handle}/top-senders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who gave most to somebody in a week
         * @description Weeks begin on Mondays, in UTC.
         */
        get: operations["get_top_senders_of_week"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/spending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one spends on gifts
         * @description Today and this month, and the limits that one has set oneself.
         */
        get: operations["get_spending"];
        /**
         * Set oneself limits
         * @description What is lower than before holds at once, what is higher after a day: time to think again.
         */
        put: operations["set_spending_limits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/gifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The catalogue, with what was sold
         * @description For operators.
         */
        get: operations["get_operated_gifts"];
        put?: never;
        /**
         * Add a gift
         * @description For operators. It is offered at once, and goes into the operators' log.
         */
        post: operations["add_gift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/gifts/{gift_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a gift
         * @description For operators. It holds for gifts that are sent from now on, and goes into the operators' log.
         */
        patch: operations["change_gift"];
        trace?: never;
    };
    "/api/v1/operators/flows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Suspicious flows of gifts
         * @description For operators. Rings, bursts and brand-new payers to one recipient, each with its reason.
         */
        get: operations["list_flows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/flows/{id}/gifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who gave whom in a suspicious flow
         * @description For operators. What was taken back since is not in it.
         */
        get: operations["list_flow_gifts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/flows/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Dismiss a suspicious flow, freeze the money in it, or end that
         * @description For operators. A freeze holds the money of all who are named, and loses nothing; it is logged.
         */
        post: operations["decide_flow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feed/following/videos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Videos of those whom one follows
         * @description What they show everybody and what they show their followers, the newest first.
         */
        get: operations["get_following_video_feed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{handle}/videos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An account's videos
         * @description Those that are ready and that the one who asks may see, the newest first.
         */
        get: operations["list_videos_of"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/videos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own videos
         * @description All of them, also those that are uploaded or processed now and those that were refused, the newest first.
         */
        get: operations["list_my_videos"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/videos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to upload a video
         * @description A video in state `uploading`. Send its bytes next, in parts.
         */
        post: operations["create_video"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/videos/{video_id}/bytes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Send a part of a video
         * @description What has arrived stays, whatever happens next; after a break go on at `uploaded_bytes`. The last part begins
         *     the processing.
         */
        put: operations["upload_video_bytes"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/videos/{video_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A video
         * @description A video that the one who asks may see; ask again to follow its processing.
         */
        get: operations["get_video"];
        put?: never;
        post?: never;
        /**
         * Delete a video
         * @description Remove it with its likes, comments and numbers, for good; an upload is broken off this way, too.
         */
        delete: operations["delete_video"];
        options?: never;
        head?: never;
        /**
         * Change a video's caption or who may see it
         * @description Change what is given; the rest stays.
         */
        patch: operations["update_video"];
        trace?: never;
    };
    "/api/v1/videos/{video_id}/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a video came to
         * @description The numbers of one's own video: views per day, play time, and where people leave.
         */
        get: operations["get_video_numbers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/videos/{video_id}/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A video's film or poster
         * @description Takes `Range` with one range, as players send it; of several the first is given.
         */
        get: operations["get_video_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/videos/{video_id}/like": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Like
         * @description Like it; the same once more changes nothing.
         */
        put: operations["like_video"];
        post?: never;
        /**
         * Like no longer
         * @description Like it no longer; the same once more changes nothing.
         */
        delete: operations["unlike_video"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/videos/{video_id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Comments under a video
         * @description The newest first.
         */
        get: operations["list_video_comments"];
        put?: never;
        /**
         * Comment
         * @description Write something under the video.
         */
        post: operations["write_video_comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/videos/{video_id}/comments/{comment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a comment
         * @description One's own, or any under one's own video.
         */
        delete: operations["delete_video_comment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/videos/{video_id}/plays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to watch
         * @description Ask for one when the picture begins to move. What the same person watched until now ends with it.
         */
        post: operations["begin_play"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/videos/{video_id}/plays/{play_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Tell what was watched
         * @description All that was watched in this play so far. More than the time that has passed since it began is not counted.
         *
         *     `POST` with a body of any type does the same, for beacons of pages that are left.
         */
        put: operations["report_watched"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{handle}/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An account's replays
         * @description Those that the one who asks may watch, the newest first. A page may be short before the list's end.
         */
        get: operations["list_replays_of"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own replays
         * @description All of them, hidden ones too, the newest first, and the room that they take.
         */
        get: operations["list_my_replays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/replays/{replay_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A replay
         * @description A LIVE as it was recorded; its id is the LIVE's.
         */
        get: operations["get_replay"];
        put?: never;
        post?: never;
        /**
         * Delete a replay
         * @description Remove it for good. While its LIVE goes on this also ends its recording.
         */
        delete: operations["delete_replay"];
        options?: never;
        head?: never;
        /**
         * Rename a replay, or hide it
         * @description Change what is given; the rest stays. A hidden one is seen by its host alone.
         */
        patch: operations["update_replay"];
        trace?: never;
    };
    "/api/v1/replays/{replay_id}/moments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was said and given in a part of a replay
         * @description Comments and gifts with their place, from `from_s` to before `until_s`, two minutes at most.
         */
        get: operations["get_replay_moments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/replays/{replay_id}/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell that a replay is watched
         * @description Count it, when the picture moves; each person is counted once.
         */
        post: operations["view_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/replays/{replay_id}/highlights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post a part of a replay as a video
         * @description A video that is being processed, as if its file had been uploaded. The same key makes no second one.
         */
        post: operations["post_highlight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/replays/{replay_id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A replay as one MP4
         * @description For its host. Nothing is encoded anew; where settings changed meanwhile the film has several in it.
         */
        get: operations["download_replay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/replays/{replay_id}/index.m3u8": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A replay's playlist
         * @description Picture and sound in one stream. It ends with `#EXT-X-ENDLIST` once the LIVE has ended.
         */
        get: operations["get_replay_playlist"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/replays/{replay_id}/media/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A few seconds of a replay
         * @description What the playlist names; it never changes.
         */
        get: operations["get_replay_media"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/replays/{replay_id}/cover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A picture of a replay
         * @description A frame of it, once it is ready; until then `cover_url` leads to the LIVE's cover.
         */
        get: operations["get_replay_cover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Share something
         * @description One's own links to it, by which it is known what came of them; with `via`, that it was passed on so.
         */
        post: operations["share"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares/{code}/qr": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A shared link as a QR code
         * @description Dark on light, with the quiet zone that cameras need.
         */
        get: operations["get_share_qr"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares/{code}/arrivals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Come by a shared link
         * @description A page tells that somebody came to it by a link; told again when they have signed in there.
         *
         *     Each person is counted once for each thing. Programs, browsers without our cookie, whose thing it is and who
         *     shared it are not counted, and not told so.
         */
        post: operations["arrive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came of my shares
         * @description Of everything that is the signed-in account's, by whomever it was shared.
         */
        get: operations["get_my_shares"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/shares/{kind}/{thing_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came of the shares of one thing
         * @description By the way in which it was shared, and by whom.
         */
        get: operations["get_my_shares_of"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/embedding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who may show my players
         * @description Which sites may show one's LIVEs, videos and replays in their pages: everyone, if one never chose.
         */
        get: operations["get_my_embedding"];
        /**
         * Choose who may show my players
         * @description It holds for every frame that is opened from then on; what plays already goes on.
         */
        put: operations["put_my_embedding"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/previews/{kind}/{thing_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A picture for links
         * @description What a link shows in chats and feeds: a picture of it, lying on its side, and whether it is LIVE now.
         */
        get: operations["get_preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oembed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How to embed a page (oEmbed)
         * @description A `video` with the player's frame where its host lets other sites show it, else a `link`.
         */
        get: operations["get_oembed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is coming up
         * @description Events that are on or to come and that the one who asks may see, the next first: one's own and those of the
         *     followed, then everybody's.
         */
        get: operations["list_events"];
        put?: never;
        /**
         * Schedule a LIVE
         * @description An event for the signed-in account, which needs live access as for a LIVE.
         */
        post: operations["schedule_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{handle}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An account's events
         * @description Those that the one who asks may see.
         */
        get: operations["list_events_of"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own events
         * @description What one hosts and what one goes to, as far as it is on or to come, and the event that one may begin now.
         */
        get: operations["list_my_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{handle}/events.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An account's events as a calendar
         * @description To subscribe to. Without a key it has what everybody may see, with one what the key's owner may see.
         */
        get: operations["get_calendar_of"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendars/{key}.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All of one's events as a calendar
         * @description To subscribe to: what the key's owner hosts and goes to.
         */
        get: operations["get_my_calendar_feed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where calendars find one's events
         * @description The same each time, until one asks for another.
         */
        get: operations["get_my_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/calendar/renewal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have another address for one's calendar
         * @description The addresses before hold no longer: for somebody whose address others have seen.
         */
        post: operations["renew_my_calendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An event
         * @description An event that the one who asks may see, in whatever state.
         */
        get: operations["get_event"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an event
         * @description Change what is given; the rest stays. Whoever said that they will come is told of another time.
         */
        patch: operations["change_event"];
        trace?: never;
    };
    "/api/v1/events/{event_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an event
         * @description It stays to be seen, with the reason; once more changes nothing.
         */
        post: operations["cancel_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event_id}/cover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An event's cover
         * @description What the host uploaded; to be cached under its `cover_url`.
         */
        get: operations["get_event_cover"];
        /**
         * Upload an event's cover
         * @description It is cut to 16:9 from its middle.
         */
        put: operations["upload_event_cover"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event_id}/room": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Begin an event with a LIVE
         * @description Make the own room the event's LIVE: the event begins when it goes on the air, or now if it is. The same once
         *     more changes nothing.
         */
        put: operations["set_event_room"];
        post?: never;
        /**
         * Have a LIVE without the event
         * @description Take back which room the event begins with; one that has begun stays as it is.
         */
        delete: operations["unset_event_room"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event_id}/rsvp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say that one will come
         * @description One is reminded a day and ten minutes before, and told when it begins; once more changes nothing.
         */
        put: operations["say_going"];
        post?: never;
        /**
         * Say that one will not come
         * @description Once more changes nothing.
         */
        delete: operations["say_not_going"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event_id}/calendar.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An event for a calendar
         * @description With alarms a day and ten minutes before.
         */
        get: operations["get_event_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What I was told
         * @description The newest first. While one is connected, the channel says when something has come.
         */
        get: operations["list_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notifications/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many are new
         * @description What stands on the bell.
         */
        get: operations["count_unread_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take notifications as read
         * @description This one and all before it; what has come to one since it was seen stays new.
         */
        post: operations["mark_notifications_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notification-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What I wish to be told
         * @description Each switch, the quiet hours, and whether this device gets pushes.
         */
        get: operations["get_notification_settings"];
        /**
         * Wish for other notifications
         * @description What is named changes, the rest stays.
         */
        put: operations["change_notification_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/push-subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Push to this device
         * @description As long as this session lasts. A session has one device; another one takes its place.
         */
        post: operations["add_push_subscription"];
        /**
         * Push to this device no longer
         * @description Nothing happens if it gets none.
         */
        delete: operations["remove_push_subscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/wallet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one has, owes, and can buy
         * @description Prices are those of where the account lives, with tax.
         */
        get: operations["get_wallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/wallet/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came into the wallet and went out of it
         * @description Newest first.
         */
        get: operations["get_wallet_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/purchases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one bought
         * @description Newest first.
         */
        get: operations["get_purchases"];
        put?: never;
        /**
         * Begin to buy coins
         * @description The answer says where to pay. Coins come when the payment has.
         */
        post: operations["buy_coins"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/purchases/{purchase_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a purchase stands
         * @description The payment provider is asked about one that is open, at most every two seconds.
         */
        get: operations["get_purchase"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/webhooks/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What the payment provider has to say
         * @description For the provider, which signs it (`Stripe-Signature`). 200 means that it need not be sent again.
         */
        post: operations["receive_webhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sandbox/checkouts/{checkout_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A payment in the sandbox
         * @description For who is to pay. No money is moved.
         */
        get: operations["get_sandbox_checkout"];
        put?: never;
        /**
         * Pay in the sandbox, have the card declined, or cancel
         * @description For who is to pay. No money is moved.
         */
        post: operations["act_at_sandbox_checkout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/purchases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look for purchases
         * @description For operators.
         */
        get: operations["find_purchases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/purchases/{purchase_id}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pay back a purchase, or a part of it
         * @description For operators. Coins are taken back in proportion; what the wallet lacks becomes a debt.
         */
        post: operations["refund_purchase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/purchases/{purchase_id}/sandbox-dispute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Play the buyer's bank, in the sandbox
         * @description For operators.
         */
        post: operations["dispute_sandbox_purchase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/earnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What I have earned, and what of it I can withdraw
         * @description Where every diamond is, what they are worth, and whether one may withdraw now.
         */
        get: operations["get_earnings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/earnings/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What each day brought
         * @description Days are UTC.
         */
        get: operations["get_earnings_days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/earnings/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every line, down to the single gift
         * @description Newest first.
         */
        get: operations["list_earnings_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/earnings/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My months
         * @description From the first line to this month.
         */
        get: operations["list_statements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/earnings/statements/{month}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One month, line by line
         * @description The month is written as 2026-11, and is one of UTC.
         */
        get: operations["get_statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/payouts/recipient": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say where my money shall go
         * @description Leads to the payment provider's own pages, or to the sandbox's; they lead back to the earnings.
         */
        post: operations["set_up_payouts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My payouts
         * @description Newest first.
         */
        get: operations["list_payouts"];
        put?: never;
        /**
         * Turn diamonds into money
         * @description What is large waits for an operator; everything else is sent at once.
         */
        post: operations["withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/payouts/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a payout back
         * @description While it is not sent. The diamonds are free again at once.
         */
        post: operations["cancel_payout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sandbox/recipients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sandbox's page for a host
         * @description Where a real provider would ask who they are. Only one's own.
         */
        get: operations["get_sandbox_recipient"];
        put?: never;
        /**
         * Be set up, restricted or closed in the sandbox
         * @description What a real provider would tell by a webhook takes effect at once.
         */
        post: operations["act_on_sandbox_recipient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Payouts, and those that wait for a decision
         * @description For operators. Those in review the oldest first, others the newest first.
         */
        get: operations["list_operated_payouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/payouts/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Grant or refuse a payout
         * @description For operators. What is granted is sent at once; the host is told of a refusal, and it is logged.
         */
        post: operations["decide_payout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/accounts/{handle}/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have somebody's coins and diamonds stay where they are
         * @description For operators. Nothing can be spent or withdrawn, and nothing is lost; it is logged.
         */
        post: operations["freeze_money"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/accounts/{handle}/unfreeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let somebody's coins and diamonds be free again
         * @description For operators. All of it; payouts that waited go on. It is logged.
         */
        post: operations["unfreeze_money"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/freezes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whose money is frozen
         * @description For operators. Newest first.
         */
        get: operations["list_freezes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Ping
         * @description Be answered: the connection and the server are alive.
         */
        Ping: Record<string, never>;
        /**
         * Join
         * @description Enter a room; a connection is in one room at a time, so this leaves the one before.
         *
         *         With `epoch` and `offset` of the last tick seen, the answer's `kind` is "recovered" and holds the events missed
         *         since then; without them, or if that is too long ago, it is "snapshot". The `role` is "host",
         *         "moderator" or "viewer"; hosts and moderators get every event, viewers of a fast room a fair sample.
         */
        Join: {
            room: string;
            /** @default null */
            epoch?: string | null;
            /** @default null */
            offset?: number | null;
        };
        /**
         * Leave
         * @description Leave the room that this connection is in, if any.
         */
        Leave: Record<string, never>;
        /**
         * Like
         * @description Add likes, gathered by the client for a quarter of a second. The answer holds the room's true total.
         */
        Like: {
            count: number;
        };
        /**
         * React
         * @description Send an emoji over the picture; one of `reactions` of `GET /platform`.
         */
        React: {
            emoji: string;
        };
        /**
         * Say
         * @description Say something in the room that this connection is in. Needs an account.
         *
         *         The comment also comes with a tick; know it by its id, and it appears once.
         */
        Say: {
            text: string;
        };
        /**
         * Pin
         * @description Pin the comment of this id, or none (null). For the host.
         */
        Pin: {
            comment: string | null;
        };
        /**
         * SendGift
         * @description A gift to be sent.
         */
        SendGift: {
            /**
             * Gift
             * @description The catalogue's id.
             */
            gift: string;
            /**
             * Count
             * @description 1 to `count_max` of the catalogue.
             * @default 1
             */
            count?: number;
            /**
             * Price Coins
             * @description What the sender saw one of them cost.
             */
            price_coins: number;
            /**
             * To
             * @description A guest on the stage; null is the host.
             */
            to?: string | null;
            /**
             * Key
             * @description Made anew for each gift, 8 to 64 visible ASCII characters: the same again charges once.
             */
            key: string;
        };
        /**
         * LikeResult
         * @description The room's likes, this command's included as far as they counted.
         */
        LikeResult: {
            likes: number;
        };
        /**
         * Snapshot
         * @description What the answer to `join` holds for somebody new: the room, the last comments, oldest first, the top senders.
         */
        Snapshot: {
            /** @enum {unknown} */
            kind: "snapshot";
            room: components["schemas"]["Room"];
            /** @enum {unknown} */
            role: "host" | "moderator" | "viewer";
            epoch: string;
            offset: number;
            comments: components["schemas"]["Comment"][];
            pinned: components["schemas"]["Comment"] | null;
            counters: components["schemas"]["Counters"];
            top_senders: components["schemas"]["TopSender"][];
        };
        /**
         * Room
         * @description A room in full.
         */
        Room: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** Topic */
            topic: string;
            /**
             * Audience
             * @description Who may watch.
             * @enum {string}
             */
            audience: "everyone" | "followers" | "adults";
            /**
             * State
             * @enum {string}
             */
            state: "preparing" | "live" | "interrupted" | "ended";
            host: components["schemas"]["AccountCard"];
            /**
             * Viewers
             * @description People who watch now; the host is not one of them.
             */
            viewers: number;
            /** Likes */
            likes: number;
            /**
             * Cover Url
             * @description Leads to a picture for whoever may watch; changes when the picture does.
             */
            cover_url: string;
            /**
             * Started At
             * @description When it went on the air.
             */
            started_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * Ended Reason
             * @description `host` ended it, `silence` after the host's connection was gone for too long, or `platform`.
             */
            ended_reason: ("host" | "silence" | "platform" | "standing") | null;
            /**
             * Interrupted At
             * @description Since when the host's connection is gone; null while it is there.
             */
            interrupted_at: string | null;
            /**
             * Source
             * @description Where its picture comes from: the host's browser, or OBS or another encoder.
             * @enum {string}
             */
            source: "browser" | "encoder";
            /**
             * Is Recorded
             * @description Whether a replay is kept of it.
             */
            is_recorded: boolean;
            /**
             * Url
             * @description The link to share.
             */
            url: string;
        };
        /**
         * AccountCard
         * @description What everybody sees of an account beside its words and pictures.
         */
        AccountCard: {
            /** Id */
            id: string;
            /**
             * Handle
             * @description Unique, in lower case, without @.
             */
            handle: string;
            /** Nickname */
            nickname: string;
            /**
             * Avatar Url
             * @description Always leads to a picture; changes when the picture does.
             */
            avatar_url: string;
        };
        /**
         * Comment
         * @description Something that somebody said in a room. Ids ascend with time.
         */
        Comment: {
            id: string;
            account: components["schemas"]["AccountCard"];
            /** @enum {unknown} */
            role: "host" | "moderator" | "viewer";
            text: string;
            at: string;
        };
        /**
         * Counters
         * @description Totals of the room. They travel as totals, so that losing one is harmless.
         */
        Counters: {
            viewers: number;
            likes: number;
            shares: number;
        };
        /**
         * TopSender
         * @description Who gave how many coins.
         */
        TopSender: {
            account: components["schemas"]["AccountCard"];
            /** Coins */
            coins: number;
        };
        /**
         * Recovered
         * @description What the answer to `join` holds for somebody who comes back in time: what they missed, and the top senders.
         */
        Recovered: {
            /** @enum {unknown} */
            kind: "recovered";
            room: components["schemas"]["Room"];
            /** @enum {unknown} */
            role: "host" | "moderator" | "viewer";
            epoch: string;
            offset: number;
            events: (components["schemas"]["RoomChanged"] | components["schemas"]["Joined"] | components["schemas"]["Followed"] | components["schemas"]["Shared"] | components["schemas"]["ModeratorChanged"] | components["schemas"]["Commented"] | components["schemas"]["Pinned"] | components["schemas"]["Gifted"] | components["schemas"]["ComboEnded"] | components["schemas"]["TopSendersChanged"])[];
            counters: components["schemas"]["Counters"];
            top_senders: components["schemas"]["TopSender"][];
        };
        /**
         * Said
         * @description The comment as everybody gets it, and its place among the room's events.
         */
        Said: {
            comment: components["schemas"]["Comment"];
            offset: number;
        };
        /**
         * GiftSentResult
         * @description The gift as everybody gets it.
         */
        GiftSentResult: {
            gift: components["schemas"]["Gift"];
            /**
             * Balance Coins
             * @description What its sender had left after it.
             */
            balance_coins: number;
        };
        /**
         * Gift
         * @description A gift that was sent and paid.
         */
        Gift: {
            /** Id */
            id: string;
            /** @description The gift as it was then. */
            catalogue: components["schemas"]["CatalogueGift"];
            sender: components["schemas"]["AccountCard"];
            recipient: components["schemas"]["AccountCard"];
            /** Is To Host */
            is_to_host: boolean;
            /** Count */
            count: number;
            /**
             * Coins
             * @description What all of them cost.
             */
            coins: number;
            combo: components["schemas"]["Combo"];
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Sender Coins
             * @description All that its sender has given in this room with it.
             */
            sender_coins: number;
        };
        /**
         * CatalogueGift
         * @description A gift that can be sent.
         */
        CatalogueGift: {
            /** Id */
            id: string;
            name: components["schemas"]["GiftName"];
            /**
             * Tier
             * @enum {string}
             */
            tier: "small" | "nice" | "grand" | "legend";
            /** Price Coins */
            price_coins: number;
            /**
             * Art
             * @description Which picture and animation.
             */
            art: string;
            /**
             * Is Active
             * @description Whether it is offered; one that is not cannot be sent.
             */
            is_active: boolean;
            /**
             * Position
             * @description Its place among the others, ascending.
             */
            position: number;
        };
        /**
         * GiftName
         * @description What a gift is called.
         */
        GiftName: {
            /** En */
            en: string;
            /** Ja */
            ja: string;
        };
        /**
         * Combo
         * @description A row of the same gift.
         */
        Combo: {
            /** Id */
            id: string;
            /**
             * Count
             * @description How many it had with this gift.
             */
            count: number;
        };
        /**
         * RoomChanged
         * @description The room's state, title or cover changed: it is live, interrupted (the host's connection is gone), or ended.
         */
        RoomChanged: {
            offset: number;
            /** @enum {unknown} */
            type: "room";
            room: components["schemas"]["Room"];
        };
        /**
         * Joined
         * @description Somebody who is signed in joined: told at most once in ten minutes per person, and sampled in a busy room.
         */
        Joined: {
            offset: number;
            /** @enum {unknown} */
            type: "join";
            account: components["schemas"]["AccountCard"];
        };
        /**
         * Followed
         * @description Somebody followed the host while the room is on the air.
         */
        Followed: {
            offset: number;
            /** @enum {unknown} */
            type: "follow";
            account: components["schemas"]["AccountCard"];
        };
        /**
         * Shared
         * @description Somebody shared the room; `account` is null if they are not signed in.
         */
        Shared: {
            offset: number;
            /** @enum {unknown} */
            type: "share";
            account: components["schemas"]["AccountCard"] | null;
        };
        /**
         * ModeratorChanged
         * @description The host named this account a moderator (`named` is true) or dismissed them; their `role` changes with it.
         */
        ModeratorChanged: {
            offset: number;
            /** @enum {unknown} */
            type: "moderator";
            account: components["schemas"]["AccountCard"];
            named: boolean;
        };
        /**
         * Commented
         * @description Somebody said something. Sampled in a busy room, except for the host.
         */
        Commented: {
            offset: number;
            /** @enum {unknown} */
            type: "comment";
            comment: components["schemas"]["Comment"];
        };
        /**
         * Pinned
         * @description The host pinned a comment; null takes the pinned one away.
         */
        Pinned: {
            offset: number;
            /** @enum {unknown} */
            type: "pin";
            comment: components["schemas"]["Comment"] | null;
        };
        /**
         * Gifted
         * @description Somebody sent a gift; it is paid for. The small and nice ones are sampled in a busy room, except for the host.
         */
        Gifted: {
            offset: number;
            /** @enum {unknown} */
            type: "gift";
            gift: components["schemas"]["Gift"];
        };
        /**
         * ComboEnded
         * @description A row of more than one gift is over; `count` and `coins` are its final totals. Sampled as its gifts are.
         */
        ComboEnded: {
            offset: number;
            /** @enum {unknown} */
            type: "combo";
            id: string;
            catalogue: components["schemas"]["CatalogueGift"];
            sender: components["schemas"]["AccountCard"];
            recipient: components["schemas"]["AccountCard"];
            count: number;
            coins: number;
        };
        /**
         * TopSendersChanged
         * @description The room's top senders as a whole list, which replaces what `sender_coins` of the gifts came to.
         *
         *         It comes within about a second after gifts of which some may have been spared, and when a gift was taken back.
         */
        TopSendersChanged: {
            offset: number;
            /** @enum {unknown} */
            type: "top_senders";
            senders: components["schemas"]["TopSender"][];
        };
        /**
         * Hello
         * @description The first message on a connection.
         */
        Hello: {
            /** @enum {unknown} */
            type: "hello";
            connection: string;
            server_time: string;
            account: string | null;
        };
        /**
         * Answer
         * @description The answer to one command: exactly one of `result` and `error`.
         */
        Answer: {
            /** @enum {unknown} */
            type: "answer";
            id: number;
            /**
             * @description Anything; see the command or the error.
             * @default null
             */
            result?: unknown;
            /** @default null */
            error?: components["schemas"]["CommandError"] | null;
        };
        /**
         * CommandError
         * @description Why a command was refused: a stable code, a sentence for the person, whether trying again may help.
         */
        CommandError: {
            code: string;
            message: string;
            retry: boolean;
            /** @default null */
            field?: string | null;
            /** @default null */
            details?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * Tick
         * @description What happened in a room since the last tick.
         */
        Tick: {
            /** @enum {unknown} */
            type: "tick";
            room: string;
            epoch: string;
            offset: number;
            events: (components["schemas"]["RoomChanged"] | components["schemas"]["Joined"] | components["schemas"]["Followed"] | components["schemas"]["Shared"] | components["schemas"]["ModeratorChanged"] | components["schemas"]["Commented"] | components["schemas"]["Pinned"] | components["schemas"]["Gifted"] | components["schemas"]["ComboEnded"] | components["schemas"]["TopSendersChanged"])[];
            /** @default null */
            counters?: components["schemas"]["Counters"] | null;
            /** @default null */
            reactions?: {
                [key: string]: number;
            } | null;
        };
        /**
         * Resync
         * @description The client fell behind in this room: nothing more comes from it until the client joins again.
         */
        Resync: {
            /** @enum {unknown} */
            type: "resync";
            room: string;
        };
        /**
         * NoticeMessage
         * @description Something for this account alone, on every connection that it has; `GET /me/notices` has it as well.
         */
        NoticeMessage: {
            /** @enum {unknown} */
            type: "notice";
            notice: components["schemas"]["Notice"];
        };
        /**
         * Notice
         * @description Something that the platform tells one account.
         */
        Notice: {
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "live_access_opened" | "review_granted" | "review_refused" | "replay_expiring" | "replay_missing";
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Reason
             * @description Of a review's decision.
             */
            reason: string | null;
            /**
             * Until
             * @description When a grant ends; null if never.
             */
            until: string | null;
            /** Read At */
            read_at: string | null;
        };
        /**
         * NotificationsChanged
         * @description What this account was told has changed: `unread` of it are new. On every connection that it has.
         *
         *         The notifications themselves are `GET /me/notifications`.
         */
        NotificationsChanged: {
            /** @enum {unknown} */
            type: "notifications";
            unread: number;
        };
        /**
         * EventMessage
         * @description An event that one goes to, or hosts, stands elsewhere than before; ask for it again.
         */
        EventMessage: {
            /** @enum {unknown} */
            type: "event";
            event_id: string;
            /** @enum {unknown} */
            state: "cancelled" | "due" | "live" | "missed" | "over" | "scheduled";
            room_id: string | null;
        };
        /**
         * AccountFile
         * @description The same, with what was ever done to it.
         */
        AccountFile: {
            /** Id */
            id: string;
            /**
             * Handle
             * @description Unique, in lower case, without @.
             */
            handle: string;
            /** Nickname */
            nickname: string;
            /**
             * Avatar Url
             * @description Always leads to a picture; changes when the picture does.
             */
            avatar_url: string;
            /** Email */
            email: string;
            /**
             * Birth Date
             * Format: date
             */
            birth_date: string;
            /**
             * Region
             * @description ISO 3166-1 alpha-2.
             */
            region: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Followers */
            followers: number;
            /** Following */
            following: number;
            /** Is Operator */
            is_operator: boolean;
            standing: components["schemas"]["Standing"];
            /**
             * Acts
             * @description What the operator who asks may decide about it now.
             */
            acts: ("warn" | "strike" | "suspend" | "ban" | "lift")[];
            /**
             * History
             * @description The log's entries about this account, newest first, 200 at most.
             */
            history: components["schemas"]["LogEntry"][];
        };
        /**
         * AccountList
         * @description Accounts that were looked for, best match first, 50 at most.
         */
        AccountList: {
            /** Accounts */
            accounts: components["schemas"]["OperatedAccount"][];
        };
        /**
         * AccountPage
         * @description A part of a list of people, the newest first.
         */
        AccountPage: {
            /** Accounts */
            accounts: components["schemas"]["ListedAccount"][];
            /**
             * Next Cursor
             * @description Give it as `cursor` to go on; null at the end.
             */
            next_cursor: string | null;
        };
        /**
         * Allowed
         * @description Whether somebody may do it now, and why not.
         */
        Allowed: {
            /** Allowed */
            allowed: boolean;
            /**
             * Code
             * @description The code of the error that trying would give; null if it is allowed.
             */
            code: string | null;
            /**
             * Message
             * @description A sentence for the person that says what to do.
             */
            message: string | null;
            /**
             * On
             * @description The day (UTC) from which it may be allowed, where that is known.
             */
            on: string | null;
        };
        /**
         * Application
         * @description Whether one may apply for a review now.
         */
        Application: {
            /** Allowed */
            allowed: boolean;
            /** Why Not */
            why_not: ("review_not_needed" | "review_waiting" | "review_too_soon") | null;
            /**
             * Again At
             * @description From when on, after a refusal.
             */
            again_at: string | null;
        };
        /**
         * Area
         * @description Something to improve.
         */
        Area: {
            /**
             * Id
             * @enum {string}
             */
            id: "few_posts" | "opening_leaves" | "drop" | "short_stays" | "live_short_stays" | "few_return" | "uneven" | "falls" | "quiet";
            /**
             * Text
             * @description In English, for the person: the number, and a thing to try.
             */
            text: string;
            /**
             * Numbers
             * @description The numbers behind it, by name. Shares are from 0 to 1.
             */
            numbers: {
                [key: string]: number;
            };
            /**
             * Post Id
             * @description Which post it is about, if it is about one.
             */
            post_id: string | null;
        };
        /**
         * ArrivalForm
         * @description The page that somebody came to.
         */
        ArrivalForm: {
            /**
             * Path
             * @description Of the page that they came to: `/live/01k…`, `/@handle`.
             */
            path: string;
            /**
             * Via
             * @description What the address says after the code.
             * @default link
             * @enum {string}
             */
            via?: "system" | "link" | "qr" | "embed" | "x" | "facebook" | "whatsapp" | "telegram" | "line" | "reddit" | "bluesky" | "email";
        };
        /**
         * AutoLive
         * @description What a LIVE is called that an encoder begins by itself, and who may watch it.
         */
        AutoLive: {
            /** Title */
            title: string;
            /**
             * Topic
             * @description One of `topics` of `GET /platform`.
             */
            topic: string;
            /**
             * Audience
             * @enum {string}
             */
            audience: "everyone" | "followers" | "adults";
            /**
             * Is Recorded
             * @description Whether a replay is kept of it.
             */
            is_recorded: boolean;
        };
        /**
         * AutoLiveForm
         * @description Whether an encoder goes LIVE by itself, and how that LIVE is called.
         */
        AutoLiveForm: {
            /**
             * On
             * @description With false, the rest is not needed.
             */
            on: boolean;
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Topic
             * @description One of `topics` of `GET /platform`.
             * @default
             */
            topic?: string;
            /**
             * Audience
             * @description Who may watch.
             * @default everyone
             * @enum {string}
             */
            audience?: "everyone" | "followers" | "adults";
            /**
             * Is Recorded
             * @description Keep a replay of each LIVE.
             * @default true
             */
            is_recorded?: boolean;
        };
        /**
         * BirthDateForm
         * @description Another birth date.
         */
        BirthDateForm: {
            /**
             * Birth Date
             * Format: date
             * @description YYYY-MM-DD.
             */
            birth_date: string;
        };
        /**
         * CalendarAddresses
         * @description Where calendars find one's events. Whoever has such an address sees what its owner sees: keep it to yourself.
         */
        CalendarAddresses: {
            /**
             * Url
             * @description Of all that one hosts and goes to; subscribe to it in a calendar.
             */
            url: string;
            /**
             * Key
             * @description Add `?key=` with it to a host's calendar to see there what only some may see.
             */
            key: string;
        };
        /**
         * Catalogue
         * @description Everything that can be sent, in its order; also what is not offered any more, for those who look back.
         */
        Catalogue: {
            /** Gifts */
            gifts: components["schemas"]["CatalogueGift"][];
            /**
             * Combo Window Ms
             * @description Within so long the same gift again makes a combo go on.
             */
            combo_window_ms: number;
            /**
             * Count Max
             * @description How many of a gift can be sent at once.
             */
            count_max: number;
        };
        /**
         * CommentMoment
         * @description A comment and its place in the replay.
         */
        CommentMoment: {
            /** At S */
            at_s: number;
            comment: components["schemas"]["ReplayComment"];
        };
        /**
         * ConfirmationForm
         * @description The token from the link in a mail.
         */
        ConfirmationForm: {
            /** Token */
            token: string;
        };
        /**
         * ConfirmedEmail
         * @description An address that is its owner's.
         */
        ConfirmedEmail: {
            /** Email */
            email: string;
        };
        /**
         * DayNumbers
         * @description One day of a video, in UTC.
         */
        DayNumbers: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Views */
            views: number;
            /** Play S */
            play_s: number;
        };
        /**
         * DecisionForm
         * @description What an operator decides on an application.
         */
        DecisionForm: {
            /**
             * Decision
             * @enum {string}
             */
            decision: "grant" | "refuse";
            /**
             * Reason
             * @description The person reads it. A refusal must have one.
             * @default
             */
            reason?: string;
            /**
             * Until
             * @description When it ends, with a time zone; null for good. A refusal with an end also keeps followers and quality from opening access until then.
             */
            until?: string | null;
        };
        /**
         * Deletion
         * @description When an account will be gone.
         */
        Deletion: {
            /**
             * Deletion At
             * Format: date-time
             * @description Signing in before then takes it back.
             */
            deletion_at: string;
        };
        /**
         * DeletionForm
         * @description The present password, so that nobody else deletes an account.
         */
        DeletionForm: {
            /** Password */
            password: string;
        };
        /**
         * EarnedGift
         * @description The gift behind a line.
         */
        EarnedGift: {
            /**
             * Catalogue
             * @description The id of what was given.
             */
            catalogue: string;
            /** Count */
            count: number;
            /**
             * Coins
             * @description What the sender paid for all of them.
             */
            coins: number;
            /**
             * Share Bps
             * @description The platform's share in basis points: 5,000 are a half.
             */
            share_bps: number;
            sender: components["schemas"]["AccountCard"] | null;
            /** Room Id */
            room_id: string | null;
        };
        /**
         * Earnings
         * @description Where the host's diamonds are, and what they are worth. The four parts sum to `diamonds`.
         */
        Earnings: {
            /** Diamonds */
            diamonds: number;
            /**
             * Pending Diamonds
             * @description Earned too lately to be withdrawn.
             */
            pending_diamonds: number;
            /**
             * Payout Diamonds
             * @description Put aside for payouts that are not sent yet.
             */
            payout_diamonds: number;
            /**
             * Frozen Diamonds
             * @description Kept by an operator for a while; nothing of them is lost.
             */
            frozen_diamonds: number;
            /** Withdrawable Diamonds */
            withdrawable_diamonds: number;
            /** Currency */
            currency: string;
            rate: components["schemas"]["Rate"];
            /** @description Of the withdrawable diamonds. */
            worth: components["schemas"]["Money"];
            minimum: components["schemas"]["Money"];
            daily_maximum: components["schemas"]["Money"];
            /** @description Of the daily maximum, until midnight UTC. */
            left_today: components["schemas"]["Money"];
            /** @description A payout of more than this waits for an operator. */
            review_above: components["schemas"]["Money"];
            /**
             * Matures
             * @description When the pending diamonds can be withdrawn, the first day first.
             */
            matures: components["schemas"]["Maturing"][];
            /**
             * Provider
             * @description `sandbox` moves no money, and pages say so.
             * @enum {string}
             */
            provider: "sandbox" | "stripe";
            recipient: components["schemas"]["PayoutRecipient"];
            may_withdraw: components["schemas"]["Allowed"];
        };
        /**
         * EarningsDay
         * @description What one day (UTC) brought and took.
         */
        EarningsDay: {
            /**
             * Day
             * Format: date
             */
            day: string;
            /**
             * Diamonds
             * @description Earned, and given again after they had been taken back.
             */
            diamonds: number;
            /**
             * Gifts
             * @description How many gifts were sent; each of a row of the same is one.
             */
            gifts: number;
            /**
             * Reversed Diamonds
             * @description Taken back, as what they were paid with was refunded.
             */
            reversed_diamonds: number;
            /**
             * Payout Diamonds
             * @description Paid out, less what came back.
             */
            payout_diamonds: number;
        };
        /**
         * EarningsDays
         * @description The last days, oldest first, each of them even if nothing happened.
         */
        EarningsDays: {
            /** Days */
            days: components["schemas"]["EarningsDay"][];
        };
        /**
         * EarningsEntries
         * @description Lines, newest first.
         */
        EarningsEntries: {
            /** Entries */
            entries: components["schemas"]["EarningsEntry"][];
            /**
             * Next Before
             * @description Give it as `before` for the lines before these; null at the first.
             */
            next_before: number | null;
        };
        /**
         * EarningsEntry
         * @description One line: what came or went, and why.
         */
        EarningsEntry: {
            /** Sequence */
            sequence: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Kind
             * @description `gift.sent`, `gift.reversed`, `gift.restored`, `payout.sent` or `payout.returned`; later versions may have more.
             */
            kind: string;
            /**
             * Diamonds
             * @description Less than 0 if they went.
             */
            diamonds: number;
            /**
             * Balance
             * @description After it.
             */
            balance: number;
            gift: components["schemas"]["EarnedGift"] | null;
            /** Payout Id */
            payout_id: string | null;
            /**
             * Withdrawable At
             * @description From when on these diamonds can be withdrawn, past or to come; null of what was never earned, or taken back.
             */
            withdrawable_at: string | null;
            /**
             * Is Reversed
             * @description Whether a later line takes it back.
             */
            is_reversed: boolean;
        };
        /**
         * EmailForm
         * @description Another e-mail address.
         */
        EmailForm: {
            /** Email */
            email: string;
            /**
             * Password
             * @description The present one.
             */
            password: string;
        };
        /**
         * EmbeddingBody
         * @description Which sites may show one's LIVEs, videos and replays in their pages.
         */
        EmbeddingBody: {
            /**
             * Who
             * @enum {string}
             */
            who: "everyone" | "nobody" | "listed";
            /**
             * Sites
             * @description For `listed`: names such as `example.org`, `*.example.org` or `https://example.org:8443`.
             */
            sites?: string[];
        };
        /**
         * EncoderTrouble
         * @description Why an encoder was turned away, as it was told itself.
         */
        EncoderTrouble: {
            /** Code */
            code: string;
            /** Message */
            message: string;
            /**
             * Details
             * @description As of an error.
             */
            details: {
                [key: string]: unknown;
            };
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * EncoderUpload
         * @description How an encoder's picture arrives.
         */
        EncoderUpload: {
            /**
             * Encoder
             * @description What it calls itself; may be empty.
             */
            encoder: string;
            /**
             * Picture
             * @description The picture's codec: `avc1` (H.264), `hvc1` (HEVC), `av01`, `vp09` or `vp08`; null without one.
             */
            picture: string | null;
            /**
             * Sound
             * @description The sound's codec: `mp4a` (AAC), `Opus` or `.mp3`; null without any.
             */
            sound: string | null;
            /**
             * Bits Per S
             * @description Of everything, over the last ten seconds.
             */
            bits_per_s: number;
            /**
             * Pictures Per S
             * @description Over the last ten seconds.
             */
            pictures_per_s: number;
            /**
             * Keyframe Every Ms
             * @description Between the last two keyframes, or since the last one if that is longer; viewers join at one.
             */
            keyframe_every_ms: number | null;
            /**
             * Frames Dropped
             * @description Pictures and packets of sound that could not be used, since it began.
             */
            frames_dropped: number;
        };
        /**
         * ErrorBody
         * @description What went wrong, for the person (message) and for the program (code, field, retry, details).
         */
        ErrorBody: {
            /**
             * Code
             * @description Stable name of the error; never renamed.
             */
            code: string;
            /**
             * Message
             * @description A sentence for the person concerned that says what to do.
             */
            message: string;
            /**
             * Field
             * @description The input field that the error belongs to.
             */
            field?: string | null;
            /**
             * Retry
             * @description Whether the very same request may succeed later.
             * @default false
             */
            retry?: boolean;
            /**
             * Details
             * @description Facts that a program may show.
             */
            details?: {
                [key: string]: unknown;
            };
        };
        /**
         * ErrorEnvelope
         * @description Every error response.
         */
        ErrorEnvelope: {
            error: components["schemas"]["ErrorBody"];
        };
        /**
         * Event
         * @description An event as the one who asks sees it.
         */
        Event: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** Description */
            description: string;
            /** Topic */
            topic: string;
            /**
             * Audience
             * @description Who may come.
             * @enum {string}
             */
            audience: "everyone" | "followers" | "adults";
            host: components["schemas"]["AccountCard"];
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /** Duration Minutes */
            duration_minutes: number;
            /**
             * Local Start
             * @description What the clocks of `zone` show when it begins: `2026-03-28T20:30`.
             */
            local_start: string;
            /**
             * Zone
             * @description The host's, by its name in the IANA database: `Asia/Tokyo`.
             */
            zone: string;
            /**
             * Occurrence
             * @description Which of the two, where the clocks show `local_start` twice.
             * @enum {string}
             */
            occurrence: "first" | "second";
            /**
             * Due From
             * Format: date-time
             * @description From when on its host may begin.
             */
            due_from: string;
            /**
             * Closes At
             * Format: date-time
             * @description Until when it is waited for.
             */
            closes_at: string;
            /**
             * Cover Url
             * @description A picture that the host chose.
             */
            cover_url: string | null;
            /**
             * Going
             * @description How many said that they will come.
             */
            going: number;
            /**
             * Am Going
             * @description Whether the one who asks did.
             */
            am_going: boolean;
            /** Is Mine */
            is_mine: boolean;
            /**
             * State
             * @description `due` from half an hour before its time, `live` with its LIVE and `over` with it, `missed` if its time went by without one.
             * @enum {string}
             */
            state: "scheduled" | "due" | "live" | "over" | "cancelled" | "missed";
            /**
             * Room Id
             * @description The LIVE that it became; a replay of it has the same id.
             */
            room_id: string | null;
            /** Began At */
            began_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /**
             * Cancelled By
             * @description `platform` if its host may not go LIVE then, or has left.
             */
            cancelled_by: ("host" | "platform") | null;
            /** Cancel Reason */
            cancel_reason: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /**
             * Url
             * @description The link to share.
             */
            url: string;
        };
        /**
         * EventCancellation
         * @description That an event will not take place.
         */
        EventCancellation: {
            /**
             * Reason
             * @description For those who wanted to come; may be empty.
             * @default
             */
            reason?: string;
        };
        /**
         * EventChange
         * @description What a host changes of an event; what is left out stays.
         */
        EventChange: {
            /** Title */
            title?: string | null;
            /** Description */
            description?: string | null;
            /** Topic */
            topic?: string | null;
            /** Audience */
            audience?: ("everyone" | "followers" | "adults") | null;
            /** Local Start */
            local_start?: string | null;
            /** Zone */
            zone?: string | null;
            /** Occurrence */
            occurrence?: ("first" | "second") | null;
            /** Duration Minutes */
            duration_minutes?: number | null;
        };
        /**
         * EventForm
         * @description What a host says of an event.
         */
        EventForm: {
            /** Title */
            title: string;
            /**
             * Description
             * @description May be empty.
             * @default
             */
            description?: string;
            /**
             * Topic
             * @description One of `topics` of `GET /platform`.
             */
            topic: string;
            /**
             * Audience
             * @description Who may come.
             * @default everyone
             * @enum {string}
             */
            audience?: "everyone" | "followers" | "adults";
            /**
             * Local Start
             * @description What the clocks of `zone` show when it begins: `2026-03-28T20:30`.
             */
            local_start: string;
            /**
             * Zone
             * @description By its name in the IANA database: `Asia/Tokyo`.
             */
            zone: string;
            /**
             * Occurrence
             * @description Which of the two is meant, where the clocks show `local_start` twice.
             */
            occurrence?: ("first" | "second") | null;
            /**
             * Duration Minutes
             * @description How long it is to last.
             * @default 60
             */
            duration_minutes?: number;
        };
        /**
         * EventPage
         * @description A part of a list of events; it may be short before the list's end.
         */
        EventPage: {
            /** Events */
            events: components["schemas"]["Event"][];
            /**
             * Next Cursor
             * @description Where the list goes on; null at its end.
             */
            next_cursor: string | null;
        };
        /**
         * EventRoom
         * @description The room that is or will be an event's LIVE.
         */
        EventRoom: {
            /** Room Id */
            room_id: string;
        };
        /**
         * FeedItem
         * @description One place of a feed.
         */
        FeedItem: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "live" | "video";
            /** @description Of a LIVE. */
            room: components["schemas"]["RoomCard"] | null;
            /** @description Of a video. */
            video: components["schemas"]["Video"] | null;
            /**
             * Position
             * @description From 0, over all pages.
             */
            position: number;
            why: components["schemas"]["Why"];
        };
        /**
         * FeedPage
         * @description A part of a feed.
         */
        FeedPage: {
            /**
             * Version
             * @description Of the formula, and of the operators' weights.
             */
            version: string;
            /** Items */
            items: components["schemas"]["FeedItem"][];
            /**
             * Next Cursor
             * @description For the next page; it holds for the one who asks, and today.
             */
            next_cursor: string | null;
        };
        /**
         * Flow
         * @description A finding. It accuses nobody; an operator looks and decides.
         */
        Flow: {
            /** Id */
            id: string;
            /**
             * Kind
             * @description `ring` (value comes back over two to four accounts), `burst` (ten minutes that stand out, from fresh accounts) or `new_payers` (several first-time payers who give to hardly anybody else).
             * @enum {string}
             */
            kind: "ring" | "burst" | "new_payers";
            /**
             * State
             * @enum {string}
             */
            state: "open" | "dismissed" | "frozen";
            /**
             * Accounts
             * @description Who takes part, those with the most coins first; 24 at most.
             */
            accounts: components["schemas"]["FlowAccount"][];
            /** Coins */
            coins: number;
            /**
             * Diamonds
             * @description What these coins made for the recipients.
             */
            diamonds: number;
            /**
             * Since
             * Format: date-time
             */
            since: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
            reason: components["schemas"]["FlowReason"];
            /**
             * Found At
             * Format: date-time
             */
            found_at: string;
            /**
             * Updated At
             * Format: date-time
             * @description When it was seen last.
             */
            updated_at: string;
            /** Decided At */
            decided_at: string | null;
            /** @description Who decided last; null if nobody did. An open finding that has one was dismissed, and has grown. */
            decided_by: components["schemas"]["AccountCard"] | null;
            /**
             * Note
             * @description The reason that was given for the last decision.
             */
            note: string | null;
        };
        /**
         * FlowAccount
         * @description Somebody who takes part.
         */
        FlowAccount: {
            account: components["schemas"]["AccountCard"];
            /**
             * Part
             * @description `member` of a ring; else `sender` or `recipient`.
             * @enum {string}
             */
            part: "sender" | "recipient" | "member";
        };
        /**
         * FlowDecisionForm
         * @description What an operator decides on a finding.
         */
        FlowDecisionForm: {
            /**
             * Act
             * @description `dismiss`: found again only when it has grown considerably. `freeze`: nobody named in it buys, sends or withdraws until `unfreeze`, and nothing is lost.
             * @enum {string}
             */
            act: "dismiss" | "freeze" | "unfreeze";
            /**
             * Reason
             * @description It stays in the operators' log.
             */
            reason: string;
        };
        /**
         * FlowGift
         * @description What one gave another in all, within a finding.
         */
        FlowGift: {
            /** Sender Id */
            sender_id: string;
            /** Recipient Id */
            recipient_id: string;
            /** Coins */
            coins: number;
            /**
             * Gifts
             * @description How many there were; 5 of one kind sent together are 5.
             */
            gifts: number;
        };
        /**
         * FlowGifts
         * @description Who gave whom in a finding.
         */
        FlowGifts: {
            /**
             * Gifts
             * @description Between those who are named in it, most coins first; 100 at most.
             */
            gifts: components["schemas"]["FlowGift"][];
        };
        /**
         * FlowList
         * @description Findings, newest first.
         */
        FlowList: {
            /** Flows */
            flows: components["schemas"]["Flow"][];
            /**
             * Next Before
             * @description For `before`; null at the end.
             */
            next_before: string | null;
        };
        /**
         * FlowReason
         * @description Why it was found.
         */
        FlowReason: {
            /**
             * Code
             * @enum {string}
             */
            code: "ring" | "burst" | "new_payers";
            /**
             * Message
             * @description A sentence for operators, in English.
             */
            message: string;
            /**
             * Numbers
             * @description What the sentence is made of. `ring`: `members`, `coins`, `days`, `returned_percent`, `inside_percent`. `burst`: `coins`, `minutes`, `usual_coins`, `senders`, `fresh_senders`, `fresh_days`, `fresh_percent`, `fresh_median_coins`. `new_payers`: `payers`, `coins`, `days`, `to_host_percent`, `of_host_percent`.
             */
            numbers: {
                [key: string]: number;
            };
        };
        /**
         * Followers
         * @description How many followers count: those who look like people who chose to follow.
         */
        Followers: {
            /** Counted */
            counted: number;
            /** Total */
            total: number;
            /**
             * Gained
             * @description Of those who count, how many came within the last 28 days.
             */
            gained: number;
            /**
             * Left Out
             * @description Why the others do not count: `fresh`, `unconfirmed`, `burst`, `same_network`, `ring`, `self`, `deleted`, `banned`. Most of them do as soon as they have watched on a few days.
             */
            left_out: {
                [key: string]: number;
            };
        };
        /**
         * Freeze
         * @description Somebody's money that stays where it is, or stayed.
         */
        Freeze: {
            /** Id */
            id: string;
            account: components["schemas"]["AccountCard"];
            /** Reason */
            reason: string;
            /**
             * Frozen At
             * Format: date-time
             */
            frozen_at: string;
            /** @description Null for the command line. */
            frozen_by: components["schemas"]["AccountCard"] | null;
            /**
             * Held Diamonds
             * @description Put aside in the books at present.
             */
            held_diamonds: number;
            /** Lifted At */
            lifted_at: string | null;
            lifted_by: components["schemas"]["AccountCard"] | null;
            /** Lift Reason */
            lift_reason: string | null;
        };
        /**
         * FreezeForm
         * @description Why somebody's money is frozen, or free again.
         */
        FreezeForm: {
            /**
             * Reason
             * @description For operators; it stays in the log for ever.
             */
            reason: string;
        };
        /**
         * FreezeList
         * @description Freezes, newest first.
         */
        FreezeList: {
            /** Freezes */
            freezes: components["schemas"]["Freeze"][];
            /**
             * Next Before
             * @description Give it as `before` for those before these; null at the end.
             */
            next_before: string | null;
        };
        /**
         * GiftChanges
         * @description What is to be different about a gift; what is left out stays as it is.
         */
        GiftChanges: {
            name?: components["schemas"]["GiftNameForm"] | null;
            /** Tier */
            tier?: ("small" | "nice" | "grand" | "legend") | null;
            /**
             * Price Coins
             * @description For gifts that are sent from now on.
             */
            price_coins?: number | null;
            /** Art */
            art?: string | null;
            /** Position */
            position?: number | null;
            /** Is Active */
            is_active?: boolean | null;
        };
        /**
         * GiftForm
         * @description A new gift.
         */
        GiftForm: {
            /**
             * Id
             * @description Lower-case letters, digits and underscores; it stays for ever.
             */
            id: string;
            name: components["schemas"]["GiftNameForm"];
            /**
             * Tier
             * @enum {string}
             */
            tier: "small" | "nice" | "grand" | "legend";
            /**
             * Price Coins
             * @description 1 to 30,000.
             */
            price_coins: number;
            /** Art */
            art: string;
            /**
             * Position
             * @default 0
             */
            position?: number;
        };
        /**
         * GiftMoment
         * @description A gift and its place in the replay.
         */
        GiftMoment: {
            /** At S */
            at_s: number;
            gift: components["schemas"]["Gift"];
        };
        /**
         * GiftNameForm
         * @description What a gift is called.
         */
        GiftNameForm: {
            /** En */
            en: string;
            /** Ja */
            ja: string;
        };
        /**
         * GiftTotals
         * @description What the gifts of a LIVE came to so far.
         */
        GiftTotals: {
            /**
             * Gifts
             * @description Each of a row of the same counted.
             */
            gifts: number;
            /**
             * Diamonds
             * @description For the host and for guests.
             */
            diamonds: number;
        };
        /**
         * GoodPoint
         * @description Something that works.
         */
        GoodPoint: {
            /**
             * Id
             * @enum {string}
             */
            id: "stays" | "opening_holds" | "comes_back" | "steady" | "grows" | "liked" | "live_stays";
            /**
             * Text
             * @description In English, for the person: the number, and a thing to try.
             */
            text: string;
            /**
             * Numbers
             * @description The numbers behind it, by name. Shares are from 0 to 1.
             */
            numbers: {
                [key: string]: number;
            };
            /**
             * Post Id
             * @description Which post it is about, if it is about one.
             */
            post_id: string | null;
        };
        /**
         * HandleCheck
         * @description Whether somebody could sign up with a handle now.
         */
        HandleCheck: {
            /**
             * Handle
             * @description As it would be kept: in lower case, without @.
             */
            handle: string;
            /** Is Free */
            is_free: boolean;
            /** @description What signing up with it would be answered: `handle_taken` (somebody has it), `handle_reserved` (kept for the platform) or `handle_invalid` (malformed). Null when it is free. */
            refusal: components["schemas"]["ErrorBody"] | null;
        };
        /**
         * HandleForm
         * @description Another handle.
         */
        HandleForm: {
            /** Handle */
            handle: string;
        };
        /**
         * Health
         * @description Whether this process serves.
         */
        Health: {
            /** Status */
            status: string;
        };
        /**
         * HighlightForm
         * @description What to cut out of a replay, and how to post it.
         */
        HighlightForm: {
            /**
             * From S
             * @description Seconds of the replay.
             */
            from_s: number;
            /**
             * Until S
             * @description Seconds of the replay; at most as much later as a video may be long.
             */
            until_s: number;
            /**
             * Caption
             * @description May be empty.
             * @default
             */
            caption?: string;
            /**
             * Visibility
             * @default public
             * @enum {string}
             */
            visibility?: "public" | "followers" | "private";
            /**
             * Key
             * @description 8 to 64 visible ASCII characters, new for each highlight: the same again makes no second one.
             */
            key: string;
        };
        /**
         * Impression
         * @description Something that was shown.
         */
        Impression: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "live" | "video";
            /** Id */
            id: string;
            /**
             * Position
             * @description Where in the feed it stood.
             */
            position: number;
            /**
             * Dwell Ms
             * @description Milliseconds for which it was to be seen.
             */
            dwell_ms: number;
            /**
             * Outcome
             * @description `seen`, `opened`, or `skipped` (swiped past, or put away).
             * @enum {string}
             */
            outcome: "seen" | "opened" | "skipped";
        };
        /**
         * Impressions
         * @description What somebody was shown.
         */
        Impressions: {
            /**
             * Feed
             * @enum {string}
             */
            feed: "live" | "for_you" | "room_swipe" | "search";
            /** Items */
            items: components["schemas"]["Impression"][];
        };
        /**
         * Indicator
         * @description A number over the posts of the last 28 days, and over those of the 28 before.
         */
        Indicator: {
            /**
             * Id
             * @description `views` of 2 s or more, one per person, post and day; `play_s` all seconds watched; `retention` the share of a post that its average viewer watches; `likes`; `likes_per_view`; `returning` the share of views by people who watched at least 3 of the last 10 posts.
             * @enum {string}
             */
            id: "views" | "play_s" | "retention" | "likes" | "likes_per_view" | "returning";
            /** Now */
            now: number | null;
            /** Before */
            before: number | null;
            /**
             * Change
             * @description 0.25 for a quarter more; null if there is nothing to compare with.
             */
            change: number | null;
        };
        /**
         * Limits
         * @description The numbers that forms must know. Lengths are in characters as one sees them, sizes in bytes.
         */
        Limits: {
            /** Handle Min */
            handle_min: number;
            /** Handle Max */
            handle_max: number;
            /** Password Min */
            password_min: number;
            /** Password Max */
            password_max: number;
            /** Nickname Max */
            nickname_max: number;
            /** Bio Max */
            bio_max: number;
            /** Title Max */
            title_max: number;
            /** Comment Max */
            comment_max: number;
            /**
             * Handle Change Days
             * @description Days that a handle has to be kept before the next change.
             */
            handle_change_days: number;
            /**
             * Region Change Days
             * @description Days until a change of region takes effect.
             */
            region_change_days: number;
            /**
             * Deletion Grace Days
             * @description Days within which a deleted account can be had back.
             */
            deletion_grace_days: number;
            /** Review Note Max */
            review_note_max: number;
            /** Review Reason Max */
            review_reason_max: number;
            /** Avatar Bytes Max */
            avatar_bytes_max: number;
            /** Cover Bytes Max */
            cover_bytes_max: number;
            /** Video Bytes Max */
            video_bytes_max: number;
            /** Video Caption Max */
            video_caption_max: number;
            /** Video Seconds Max */
            video_seconds_max: number;
            /** Likes Per Command Max */
            likes_per_command_max: number;
        };
        /**
         * LimitsForm
         * @description How many coins may go a day and a month; null is no limit.
         */
        LimitsForm: {
            /** Coins A Day */
            coins_a_day: number | null;
            /** Coins A Month */
            coins_a_month: number | null;
        };
        /**
         * ListedAccount
         * @description Somebody on a list of people, as the one who asks sees them.
         */
        ListedAccount: {
            /** Id */
            id: string;
            /**
             * Handle
             * @description Unique, in lower case, without @.
             */
            handle: string;
            /** Nickname */
            nickname: string;
            /**
             * Avatar Url
             * @description Always leads to a picture; changes when the picture does.
             */
            avatar_url: string;
            /**
             * Is Followed
             * @description Whether the one who asks follows this account.
             */
            is_followed: boolean;
            /** Is Me */
            is_me: boolean;
        };
        /**
         * LiveAccess
         * @description Whether the account may go live, and why.
         */
        LiveAccess: {
            /** Allowed */
            allowed: boolean;
            /** Policy Version */
            policy_version: string;
            /**
             * Judged At
             * Format: date-time
             */
            judged_at: string;
            /**
             * Estimated On
             * @description The day on which access opens if the present growth goes on and what is up to the person is done; null if nobody can tell, and once it is open.
             */
            estimated_on: string | null;
            /** Requirements */
            requirements: components["schemas"]["Requirement"][];
            followers: components["schemas"]["Followers"];
            quality: components["schemas"]["Quality"];
            /** @description A review's decision that is in force; null if there is none. */
            decision: components["schemas"]["ReviewDecision"] | null;
            /** @description The last application; null if there was none. */
            review: components["schemas"]["Review"] | null;
            application: components["schemas"]["Application"];
        };
        /**
         * LogCheck
         * @description What reading the whole log and computing every hash anew found.
         */
        LogCheck: {
            /**
             * Is Whole
             * @description Whether every entry is as it was written.
             */
            is_whole: boolean;
            /**
             * Entries
             * @description Entries that are as they were, counted from the first.
             */
            entries: number;
            /**
             * Head Hash
             * @description The hash of the last of them. Note it elsewhere to recognise it later.
             */
            head_hash: string;
            /**
             * Broken At
             * @description The number of the first entry that is not as it was.
             */
            broken_at: number | null;
            /**
             * Why
             * @description What is wrong with it, in a sentence.
             */
            why: string | null;
        };
        /**
         * LogEntry
         * @description One entry of the operators' log.
         */
        LogEntry: {
            /**
             * Number
             * @description Counts up from 1 without gaps.
             */
            number: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** @description Who acted; null for the command line. */
            operator: components["schemas"]["AccountCard"] | null;
            /**
             * Act
             * @description What was done, as `slice.verb`: `standing.ban`, `review.grant`.
             */
            act: string;
            /**
             * Subject
             * @description To what: an account's id, or a name.
             */
            subject: string;
            /** @description The account that `subject` is the id of, if it is one. */
            account: components["schemas"]["AccountCard"] | null;
            /**
             * Details
             * @description What else there is to know: `reason`, `until`.
             */
            details: {
                [key: string]: unknown;
            };
            /**
             * Previous Hash
             * @description The hash of the entry before; 64 zeros for the first.
             */
            previous_hash: string;
            /**
             * Hash
             * @description SHA-256 over the entry and the hash before, in hex.
             */
            hash: string;
        };
        /**
         * LogPage
         * @description Entries of the operators' log, newest first.
         */
        LogPage: {
            /** Entries */
            entries: components["schemas"]["LogEntry"][];
            /**
             * Next Before
             * @description Give it as `before` for the entries before these; null at the first.
             */
            next_before: number | null;
        };
        /**
         * Mail
         * @description A mail that nobody carries away.
         */
        Mail: {
            /** Id */
            id: string;
            /** To */
            to: string;
            /** Subject */
            subject: string;
            /** Text */
            text: string;
            /**
             * Written At
             * Format: date-time
             */
            written_at: string;
        };
        /**
         * Marker
         * @description A minute in which more happened than usual, and what.
         */
        Marker: {
            /** At S */
            at_s: number;
            /** Until S */
            until_s: number;
            /** Comments */
            comments: number;
            /** Likes */
            likes: number;
            /** Gifts */
            gifts: number;
            /**
             * Diamonds
             * @description What these gifts earned; null for whoever is not the host.
             */
            diamonds: number | null;
            /**
             * Viewers
             * @description People who watched, at most.
             */
            viewers: number;
            /**
             * Times Usual
             * @description How many times as much as in this LIVE's usual minute.
             */
            times_usual: number;
        };
        /**
         * Marks
         * @description A number for each of the three indicators that a score weighs.
         */
        Marks: {
            /** Views */
            views: number;
            /** Play Time */
            play_time: number;
            /** Likes */
            likes: number;
        };
        /**
         * Maturing
         * @description Diamonds that can be withdrawn from a day on.
         */
        Maturing: {
            /**
             * On
             * Format: date
             * @description UTC; to the minute it is a week after the gift.
             */
            on: string;
            /** Diamonds */
            diamonds: number;
        };
        /**
         * MaySend
         * @description Whether one may send gifts at all.
         */
        MaySend: {
            /** Allowed */
            allowed: boolean;
            /** Code */
            code: string | null;
            /**
             * Message
             * @description Why not, in a sentence.
             */
            message: string | null;
            /**
             * On
             * @description The day from which one may, where it is a matter of age.
             */
            on: string | null;
        };
        /**
         * MaybeMe
         * @description One's own account, or null when signed out.
         */
        MaybeMe: {
            account: components["schemas"]["Me"] | null;
        };
        /**
         * MaybeRoom
         * @description A room, or null.
         */
        MaybeRoom: {
            room: components["schemas"]["Room"] | null;
        };
        /**
         * MaybeRoomCard
         * @description A room as lists show it, or null.
         */
        MaybeRoomCard: {
            room: components["schemas"]["RoomCard"] | null;
        };
        /**
         * Me
         * @description One's own account.
         */
        Me: {
            /** Id */
            id: string;
            /**
             * Handle
             * @description Unique, in lower case, without @.
             */
            handle: string;
            /** Nickname */
            nickname: string;
            /**
             * Avatar Url
             * @description Always leads to a picture; changes when the picture does.
             */
            avatar_url: string;
            /** Email */
            email: string;
            /** Bio */
            bio: string;
            /**
             * Birth Date
             * Format: date
             */
            birth_date: string;
            /**
             * Region
             * @description ISO 3166-1 alpha-2.
             */
            region: string;
            /** Followers */
            followers: number;
            /** Following */
            following: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Is Operator
             * @description Whether it runs the platform.
             */
            is_operator: boolean;
            /**
             * Email Confirmed At
             * @description Null until the link in the mail was followed.
             */
            email_confirmed_at: string | null;
            /**
             * Email Next
             * @description The address that takes its place once it is confirmed.
             */
            email_next: string | null;
            /**
             * Language
             * @description Of mails.
             * @enum {string}
             */
            language: "en" | "ja";
            /** Topics */
            topics: string[];
            /** Links */
            links: components["schemas"]["ProfileLink"][];
            /**
             * Region Next
             * @description The region whose rules hold from `region_next_at` on.
             */
            region_next: string | null;
            /** Region Next At */
            region_next_at: string | null;
            /**
             * Birth Date Changed At
             * @description When it was corrected, which can be done once.
             */
            birth_date_changed_at: string | null;
            /** Handle Changed At */
            handle_changed_at: string | null;
        };
        /**
         * MediaClock
         * @description What time it is, for a player that wants to know how far behind it is.
         */
        MediaClock: {
            /**
             * Now Us
             * @description Microseconds since 1970 by the server's clock, when it answered.
             */
            now_us: number;
            /**
             * Took Us
             * @description How long the answer took to make; the rest of the wait was the way.
             */
            took_us: number;
            /**
             * Zero Us
             * @description Microseconds since 1970 at which a frame of timestamp 0 would have arrived; null if none arrive.
             */
            zero_us: number | null;
        };
        /**
         * MissingPart
         * @description Something that was not recorded; the replay goes on without it.
         */
        MissingPart: {
            /**
             * At S
             * @description Where it would be, in seconds of the replay.
             */
            at_s: number;
            /** Duration S */
            duration_s: number;
            /**
             * Reason
             * @description `interrupted`: the host's connection was gone; `disk_full`: the server had no room; `lost`: the server was away.
             * @enum {string}
             */
            reason: "interrupted" | "disk_full" | "lost";
        };
        /**
         * ModeratorList
         * @description Whom a host has named to look after the talk.
         */
        ModeratorList: {
            /** Moderators */
            moderators: components["schemas"]["AccountCard"][];
        };
        /**
         * Moments
         * @description What was said and given in a part of a replay, in its order; of very many comments a fair sample.
         */
        Moments: {
            /** Comments */
            comments: components["schemas"]["CommentMoment"][];
            /** Gifts */
            gifts: components["schemas"]["GiftMoment"][];
        };
        /**
         * Money
         * @description An amount of money in whole minor units: 1,099 of USD (two digits) are $10.99, 1,099 of JPY (none) ¥1,099.
         */
        Money: {
            /**
             * Currency
             * @description ISO 4217, three capital letters.
             */
            currency: string;
            /**
             * Amount
             * @description In minor units, never a fraction.
             */
            amount: number;
            /**
             * Digits
             * @description How many digits of the amount follow the point: 0, 2 or 3.
             */
            digits: number;
        };
        /**
         * Moved
         * @description Where something stands, and would stand. Places count from 0.
         */
        Moved: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "live" | "video";
            /** @description Of a LIVE. */
            room: components["schemas"]["RoomCard"] | null;
            /** @description Of a video. */
            video: components["schemas"]["Video"] | null;
            /**
             * Now
             * @description Null: not among the first fifty.
             */
            now: number | null;
            /** Then */
            then: number | null;
        };
        /**
         * NewPasswordForm
         * @description The password to sign in with from now on.
         */
        NewPasswordForm: {
            /** Password */
            password: string;
        };
        /**
         * NewStreamKey
         * @description A stream key that was just made.
         */
        NewStreamKey: {
            /**
             * Server
             * @description Where the encoder pushes to, `rtmp://host:1935/live`; null where no encoders are awaited.
             */
            server: string | null;
            /** Exists */
            exists: boolean;
            /**
             * Hint
             * @description The key's last four characters.
             */
            hint: string | null;
            /** Created At */
            created_at: string | null;
            /**
             * Last Used At
             * @description When an encoder was last let in with it.
             */
            last_used_at: string | null;
            /**
             * Is Publishing
             * @description Whether a picture arrives from the encoder now.
             */
            is_publishing: boolean;
            /** @description What a LIVE is called that the encoder begins by itself, if it may. */
            auto_live: components["schemas"]["AutoLive"] | null;
            /**
             * Auto Live Held Until
             * @description Set after a LIVE was ended while its encoder was sending, which would otherwise begin another one at once. It may from then on, or when `auto_live` is set again.
             */
            auto_live_held_until: string | null;
            /** @description How the encoder's picture arrives, while it does. */
            upload?: components["schemas"]["EncoderUpload"] | null;
            /** @description Why the encoder was turned away last, for five minutes, unless it was let in since. */
            trouble?: components["schemas"]["EncoderTrouble"] | null;
            /**
             * Key
             * @description The whole key. This is the only time that it is told.
             */
            key: string;
        };
        /**
         * NoticeList
         * @description The last notices, newest first.
         */
        NoticeList: {
            /** Notices */
            notices: components["schemas"]["Notice"][];
        };
        /**
         * NoticesReadForm
         * @description Up to which notice one has read.
         */
        NoticesReadForm: {
            /**
             * Id
             * @description The newest one that was read; all before it are taken as read, too.
             */
            id: string;
        };
        /**
         * Notification
         * @description Something that one was told.
         */
        Notification: {
            /** Id */
            id: string;
            /**
             * Place
             * @description Where it stands in the list, the greatest first; another one each time that something comes to it.
             */
            place: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "host_live" | "event_began" | "event_reminder" | "event_changed" | "event_cancelled" | "followed" | "gift" | "video_comment" | "mention" | "notice";
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Is Read */
            is_read: boolean;
            /**
             * Count
             * @description How many it gathers: people who followed or gave, comments that were written.
             */
            count: number;
            /**
             * Accounts
             * @description Who did it last, three at most.
             */
            accounts: components["schemas"]["AccountCard"][];
            /** Room Id */
            room_id: string | null;
            /** Event Id */
            event_id: string | null;
            /** Video Id */
            video_id: string | null;
            /**
             * Title
             * @description Of the LIVE or the event that it is about.
             */
            title: string | null;
            /**
             * Text
             * @description What the last comment says.
             */
            text: string | null;
            /**
             * Lead
             * @description Of a reminder, how long before the event it comes.
             */
            lead: ("day" | "ten_minutes") | null;
            /**
             * Starts At
             * @description When the event begins.
             */
            starts_at: string | null;
            /**
             * Room Is Live
             * @description Whether the LIVE is on the air now.
             */
            room_is_live: boolean;
            /** @description What the platform says, where the kind is `notice`. */
            notice: components["schemas"]["Notice"] | null;
        };
        /**
         * NotificationPage
         * @description A part of what one was told, the newest first.
         */
        NotificationPage: {
            /** Notifications */
            notifications: components["schemas"]["Notification"][];
            /**
             * Unread
             * @description How many in all of the list are new.
             */
            unread: number;
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * NotificationSettings
         * @description What one wishes to be told, by which ways, and when not.
         */
        NotificationSettings: {
            /**
             * Switches
             * @description By what it is about. `event_reminder` is also that an event has begun, `event_changed` also that it is cancelled. What the platform itself says (`notice`) is always in the list.
             */
            switches: {
                [key: string]: components["schemas"]["WaysBody"];
            };
            quiet: components["schemas"]["QuietHoursBody"];
            /**
             * This Device
             * @description Whether this device gets pushes.
             */
            this_device: boolean;
            /**
             * Devices
             * @description How many devices of the account get pushes.
             */
            devices: number;
        };
        /**
         * NotificationSettingsForm
         * @description What is to change; the rest stays.
         */
        NotificationSettingsForm: {
            /** Switches */
            switches?: {
                [key: string]: components["schemas"]["WaysForm"];
            };
            quiet?: components["schemas"]["QuietHoursBody"] | null;
        };
        /**
         * OperatedAccount
         * @description An account as those who run the platform see it.
         */
        OperatedAccount: {
            /** Id */
            id: string;
            /**
             * Handle
             * @description Unique, in lower case, without @.
             */
            handle: string;
            /** Nickname */
            nickname: string;
            /**
             * Avatar Url
             * @description Always leads to a picture; changes when the picture does.
             */
            avatar_url: string;
            /** Email */
            email: string;
            /**
             * Birth Date
             * Format: date
             */
            birth_date: string;
            /**
             * Region
             * @description ISO 3166-1 alpha-2.
             */
            region: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Followers */
            followers: number;
            /** Following */
            following: number;
            /** Is Operator */
            is_operator: boolean;
            standing: components["schemas"]["Standing"];
            /**
             * Acts
             * @description What the operator who asks may decide about it now.
             */
            acts: ("warn" | "strike" | "suspend" | "ban" | "lift")[];
        };
        /**
         * OperatedGift
         * @description A gift as operators see it.
         */
        OperatedGift: {
            /** Id */
            id: string;
            name: components["schemas"]["GiftName"];
            /**
             * Tier
             * @enum {string}
             */
            tier: "small" | "nice" | "grand" | "legend";
            /** Price Coins */
            price_coins: number;
            /**
             * Art
             * @description Which picture and animation.
             */
            art: string;
            /**
             * Is Active
             * @description Whether it is offered; one that is not cannot be sent.
             */
            is_active: boolean;
            /**
             * Position
             * @description Its place among the others, ascending.
             */
            position: number;
            /**
             * Sent Count
             * @description How many were sent; those that were taken back are not among them.
             */
            sent_count: number;
            /** Sent Coins */
            sent_coins: number;
        };
        /**
         * OperatedGifts
         * @description The whole catalogue, in its order.
         */
        OperatedGifts: {
            /** Gifts */
            gifts: components["schemas"]["OperatedGift"][];
        };
        /**
         * OperatedPayout
         * @description A payout as those who run the platform see it.
         */
        OperatedPayout: {
            /** Id */
            id: string;
            /** Diamonds */
            diamonds: number;
            amount: components["schemas"]["Money"];
            /**
             * State
             * @description `in_review` by an operator, `approved`, `sending`, `sent` to the provider, `paid` to the bank; or `refused` by an operator, `cancelled` by the host, `failed` at the provider, `returned` after it was sent. In the last four the diamonds are the host's again.
             * @enum {string}
             */
            state: "in_review" | "approved" | "sending" | "sent" | "paid" | "refused" | "failed" | "returned" | "cancelled";
            /**
             * Reason
             * @description Why it was refused, failed or came back.
             */
            reason: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Decided At */
            decided_at: string | null;
            /** Paid At */
            paid_at: string | null;
            account: components["schemas"]["AccountCard"];
            decided_by: components["schemas"]["AccountCard"] | null;
            /**
             * Earned Total Diamonds
             * @description All that the host ever earned and was not taken back.
             */
            earned_total_diamonds: number;
            /**
             * Flags
             * @description Suspicious flows that are known of the host.
             */
            flags: number;
        };
        /**
         * OperatedPayoutList
         * @description Payouts: those in review the oldest first, others the newest first.
         */
        OperatedPayoutList: {
            /** Payouts */
            payouts: components["schemas"]["OperatedPayout"][];
            /**
             * Next Before
             * @description Give it as `before` for the next ones; null at the end.
             */
            next_before: string | null;
        };
        /**
         * OperatedPurchase
         * @description A purchase as those who run the platform see it.
         */
        OperatedPurchase: {
            /** Id */
            id: string;
            /** Pack */
            pack: string;
            /** Coins */
            coins: number;
            /** @description With tax. */
            total: components["schemas"]["Money"];
            /** @description The tax in it. */
            tax: components["schemas"]["Money"];
            /**
             * Tax Name
             * @description In the buyer's language; empty where there was none.
             */
            tax_name: string;
            /** Tax Rate Bps */
            tax_rate_bps: number;
            /**
             * State
             * @description `open` until it is paid; `paid`; `expired` when the time to pay is over; `failed`.
             * @enum {string}
             */
            state: "open" | "paid" | "expired" | "failed";
            /** @description What was paid back on request. */
            refunded: components["schemas"]["Money"];
            /**
             * Coins Taken Back
             * @description What refunds and disputes have taken back, all together.
             */
            coins_taken_back: number;
            /**
             * Dispute
             * @description How a dispute stands at the buyer's bank, if there was one.
             */
            dispute: ("open" | "won" | "lost") | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Paid At */
            paid_at: string | null;
            /**
             * Checkout Url
             * @description Where to pay, as long as it is open.
             */
            checkout_url: string | null;
            /**
             * Provider
             * @enum {string}
             */
            provider: "sandbox" | "stripe";
            account: components["schemas"]["AccountCard"];
            /** @description What may still be paid back. */
            refundable: components["schemas"]["Money"];
        };
        /**
         * OperatedPurchaseList
         * @description Purchases that were looked for, newest first.
         */
        OperatedPurchaseList: {
            /** Purchases */
            purchases: components["schemas"]["OperatedPurchase"][];
            /**
             * Next Before
             * @description Give it as `before` for those before these; null at the first.
             */
            next_before: string | null;
        };
        /**
         * OperatedReview
         * @description An application as operators see it.
         */
        OperatedReview: {
            /** Id */
            id: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "granted" | "refused";
            /** Note */
            note: string;
            /**
             * Applied At
             * Format: date-time
             */
            applied_at: string;
            /** Decided At */
            decided_at: string | null;
            /** Reason */
            reason: string | null;
            /** Until */
            until: string | null;
            /**
             * Policy Version
             * @description The policy by which it was decided.
             */
            policy_version: string | null;
            account: components["schemas"]["AccountCard"];
            /**
             * Applied By Policy
             * @description The policy in force when the person applied.
             */
            applied_by_policy: string;
            /**
             * Requirements
             * @description How the account stood when it applied.
             */
            requirements: components["schemas"]["Requirement"][];
            decided_by: components["schemas"]["AccountCard"] | null;
        };
        /**
         * Outbox
         * @description The newest mails, the newest first.
         */
        Outbox: {
            /** Mails */
            mails: components["schemas"]["Mail"][];
        };
        /**
         * OutcomeBody
         * @description What came of shares: people, each counted once; their own visits and those of programs are not.
         */
        OutcomeBody: {
            /**
             * Shares
             * @description How often it was passed on, each person's ways counted once.
             */
            shares: number;
            /**
             * Arrivals
             * @description People who came.
             */
            arrivals: number;
            /**
             * Watched
             * @description Of these, who watched 10 seconds or more; of a replay, whose view counts.
             */
            watched: number;
            /**
             * Followed
             * @description Of these, who began to follow within a week.
             */
            followed: number;
            /**
             * Signed Up
             * @description Of these, who made an account within a week.
             */
            signed_up: number;
        };
        /**
         * Overview
         * @description What came of the shares of everything that is one's own.
         */
        Overview: {
            total: components["schemas"]["OutcomeBody"];
            /**
             * Things
             * @description What was shared last comes first; at most 50.
             */
            things: components["schemas"]["SharedThing"][];
        };
        /**
         * OwnEvents
         * @description What one has coming up or on.
         */
        OwnEvents: {
            /** Hosting */
            hosting: components["schemas"]["Event"][];
            /** Going */
            going: components["schemas"]["Event"][];
            /** @description The own event that one may begin now. */
            due: components["schemas"]["Event"] | null;
        };
        /**
         * OwnReplayPage
         * @description A part of one's own replays, hidden ones too.
         */
        OwnReplayPage: {
            /** Replays */
            replays: components["schemas"]["ReplayCard"][];
            /**
             * Next Before
             * @description Where the list goes on; null at its end.
             */
            next_before: string | null;
            /**
             * Bytes
             * @description What all of one's replays take on the server's disk.
             */
            bytes: number;
            /**
             * Bytes Max
             * @description What they may take; null if there is no limit for one host.
             */
            bytes_max: number | null;
        };
        /**
         * Pack
         * @description Coins to be bought together.
         */
        Pack: {
            /** Id */
            id: string;
            /** Coins */
            coins: number;
            /** @description With tax. */
            price: components["schemas"]["Money"];
            tax: components["schemas"]["PackTax"];
        };
        /**
         * PackTax
         * @description The tax that is inside a price.
         */
        PackTax: {
            /**
             * Name
             * @description In the account's language; empty where there is none.
             */
            name: string;
            /**
             * Rate Bps
             * @description Basis points: 1,900 are 19 %.
             */
            rate_bps: number;
            amount: components["schemas"]["Money"];
            /**
             * Is Included
             * @default true
             * @constant
             */
            is_included?: true;
        };
        /**
         * Part
         * @description One part of why something stands where it stands.
         */
        Part: {
            /**
             * Name
             * @description See docs/ranking.md.
             */
            name: string;
            /**
             * Value
             * @description What was measured: viewers, people per viewer and minute, minutes, times …
             */
            value: number;
            /**
             * Usual
             * @description What is usual for this LIVE and its host; null where nobody knows yet.
             */
            usual: number | null;
            /**
             * Weight
             * @description What operators decided that it is worth.
             */
            weight: number;
            /**
             * Points
             * @description What it brought; the points of all parts come to the score.
             */
            points: number;
        };
        /**
         * Passkey
         * @description A key that signs its owner in.
         */
        Passkey: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Last Used At */
            last_used_at: string | null;
        };
        /**
         * PasskeyForm
         * @description What the authenticator made.
         */
        PasskeyForm: {
            /**
             * Credential
             * @description The credential's `toJSON()`.
             */
            credential: {
                [key: string]: unknown;
            };
            /**
             * Name
             * @description What to call it; the device if left out.
             */
            name?: string | null;
        };
        /**
         * PasskeyList
         * @description The account's passkeys, the oldest first.
         */
        PasskeyList: {
            /** Passkeys */
            passkeys: components["schemas"]["Passkey"][];
        };
        /**
         * PasskeyNameForm
         * @description What to call a passkey.
         */
        PasskeyNameForm: {
            /** Name */
            name: string;
        };
        /**
         * PasskeyOptions
         * @description What the browser hands to `navigator.credentials` as `publicKey`.
         */
        PasskeyOptions: {
            /**
             * Public Key
             * @description For `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`; bytes are in URL-safe base 64.
             */
            public_key: {
                [key: string]: unknown;
            };
        };
        /**
         * PasskeySignInForm
         * @description What the authenticator signed.
         */
        PasskeySignInForm: {
            /**
             * Credential
             * @description The credential's `toJSON()`.
             */
            credential: {
                [key: string]: unknown;
            };
        };
        /**
         * PasswordForm
         * @description Another password.
         */
        PasswordForm: {
            /**
             * Old
             * @description The present one.
             */
            old: string;
            /** New */
            new: string;
        };
        /**
         * PaymentsOffer
         * @description How coins are paid for.
         */
        PaymentsOffer: {
            /**
             * Provider
             * @description `sandbox` moves no money, and every page says so.
             * @enum {string}
             */
            provider: "sandbox" | "stripe";
        };
        /**
         * Payout
         * @description Diamonds that become money.
         */
        Payout: {
            /** Id */
            id: string;
            /** Diamonds */
            diamonds: number;
            amount: components["schemas"]["Money"];
            /**
             * State
             * @description `in_review` by an operator, `approved`, `sending`, `sent` to the provider, `paid` to the bank; or `refused` by an operator, `cancelled` by the host, `failed` at the provider, `returned` after it was sent. In the last four the diamonds are the host's again.
             * @enum {string}
             */
            state: "in_review" | "approved" | "sending" | "sent" | "paid" | "refused" | "failed" | "returned" | "cancelled";
            /**
             * Reason
             * @description Why it was refused, failed or came back.
             */
            reason: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Decided At */
            decided_at: string | null;
            /** Paid At */
            paid_at: string | null;
        };
        /**
         * PayoutDecisionForm
         * @description What an operator decides about a payout.
         */
        PayoutDecisionForm: {
            /** Grant */
            grant: boolean;
            /**
             * Reason
             * @description Why; the host reads it. A refusal must have one.
             * @default
             */
            reason?: string;
        };
        /**
         * PayoutForm
         * @description What somebody wants to withdraw.
         */
        PayoutForm: {
            /**
             * Diamonds
             * @description How many diamonds to turn into money. Those that make no whole minor unit stay with the host.
             */
            diamonds: number;
            /**
             * Key
             * @description Idempotency key of the caller's own making, 8 to 64 visible ASCII characters: the same wish sent twice is one payout.
             */
            key: string;
        };
        /**
         * PayoutList
         * @description Payouts, newest first.
         */
        PayoutList: {
            /** Payouts */
            payouts: components["schemas"]["Payout"][];
            /**
             * Next Before
             * @description Give it as `before` for those before these; null at the first.
             */
            next_before: string | null;
        };
        /**
         * PayoutRecipient
         * @description Where the host's money goes.
         */
        PayoutRecipient: {
            /**
             * State
             * @description `none` was set up yet; `onboarding` is not complete; `ready`; `restricted` until the provider has what it asks for; `closed`, so that it has to be set up anew.
             */
            state: "none" | ("onboarding" | "ready" | "restricted" | "closed");
            /**
             * Requirements
             * @description What the provider still asks for, in its own words.
             */
            requirements: string[];
        };
        /**
         * PayoutSetup
         * @description Where the host tells the provider who they are and where money shall go.
         */
        PayoutSetup: {
            /**
             * Onboarding Url
             * @description To be opened at once; it can be used once, for some minutes.
             */
            onboarding_url: string;
        };
        /**
         * PendingLimits
         * @description The limits that will hold.
         */
        PendingLimits: {
            /** Coins A Day */
            coins_a_day: number | null;
            /** Coins A Month */
            coins_a_month: number | null;
            /**
             * From
             * Format: date-time
             * @description From when on.
             */
            from: string;
        };
        /**
         * PersonFound
         * @description Somebody, as the search shows them.
         */
        PersonFound: {
            account: components["schemas"]["AccountCard"];
            /** Followers */
            followers: number;
            /** @description Where they are live now, if the one who asks may watch. */
            room: components["schemas"]["RoomCard"] | null;
        };
        /**
         * Platform
         * @description What pages must know of this platform.
         */
        Platform: {
            /**
             * Name
             * @description What the platform calls itself.
             */
            name: string;
            /**
             * Topics
             * @description Topics that a LIVE can have, in the order in which they are offered.
             */
            topics: string[];
            /**
             * Regions
             * @description Regions that an account can have (ISO 3166-1 alpha-2).
             */
            regions: string[];
            /**
             * Reactions
             * @description Emoji that viewers can react with, in order.
             */
            reactions: string[];
            /**
             * Live Terms Version
             * @description The version of the LIVE terms in force.
             */
            live_terms_version: string;
            /**
             * Account Age Min
             * @description Age in years at which one may have an account.
             */
            account_age_min: number;
            /**
             * Has Mail
             * @description Whether mails reach anybody, by a mail server or shown at /outbox.
             */
            has_mail: boolean;
            /**
             * Show Outbox
             * @description Whether mails are shown at /outbox instead of being sent: a demo.
             */
            show_outbox: boolean;
            payments: components["schemas"]["PaymentsOffer"];
            /**
             * Push Key
             * @description The public key (VAPID) with which a browser subscribes to pushes; null where there are none.
             */
            push_key: string | null;
            limits: components["schemas"]["Limits"];
        };
        /**
         * Play
         * @description That somebody begins to watch.
         */
        Play: {
            /** Play Id */
            play_id: string;
        };
        /**
         * PolicyError
         * @description Why a changed policy is not in force.
         */
        PolicyError: {
            /** Message */
            message: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * PolicyState
         * @description Which policy is in force.
         */
        PolicyState: {
            /** Version */
            version: string;
            /** Terms Version */
            terms_version: string;
            /**
             * Source
             * @description `standard`, `open`, or the path of a file.
             */
            source: string;
            /**
             * Loaded At
             * Format: date-time
             */
            loaded_at: string;
            /** @description What is wrong with the file as it is now; null if nothing is. */
            error: components["schemas"]["PolicyError"] | null;
        };
        /**
         * Post
         * @description A video or past LIVE, as its audience took it.
         */
        Post: {
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "video" | "live";
            /** Title */
            title: string;
            /**
             * Posted At
             * Format: date-time
             */
            posted_at: string;
            /** Length S */
            length_s: number;
            /**
             * Viewers
             * @description Who watched 2 s or more, once per person and day.
             */
            viewers: number;
            /** Play S */
            play_s: number;
            /** Likes */
            likes: number;
            /** Returning Viewers */
            returning_viewers: number;
            /**
             * Retention
             * @description The share of viewers still there at 0 %, 5 % … 100 % of the post; empty where it is not known.
             */
            retention: number[];
            /**
             * Score
             * @description From 0 to 100.
             */
            score: number;
            /**
             * Counts
             * @description Whether it is one of those whose median is the score.
             */
            counts: boolean;
            /**
             * Why Not
             * @description Why it does not count: `fresh` (younger than 48 hours), `old`, `beyond` (more than 30 are newer), `repost` (somebody else posted it before), `too_short`.
             */
            why_not: string | null;
        };
        /**
         * Preview
         * @description How the feeds would change: each in the order of then, last those that would fall out.
         */
        Preview: {
            /**
             * Live
             * @description Top LIVE.
             */
            live: components["schemas"]["Moved"][];
            /**
             * For You
             * @description For You, of the operator who asks.
             */
            for_you: components["schemas"]["Moved"][];
        };
        /**
         * PreviewForm
         * @description Weights to be tried.
         */
        PreviewForm: {
            /**
             * Weights
             * @description Those that are to be different, by name.
             */
            weights: {
                [key: string]: number;
            };
        };
        /**
         * Profile
         * @description An account as the one who asks sees it.
         */
        Profile: {
            /** Id */
            id: string;
            /**
             * Handle
             * @description Unique, in lower case, without @.
             */
            handle: string;
            /** Nickname */
            nickname: string;
            /**
             * Avatar Url
             * @description Always leads to a picture; changes when the picture does.
             */
            avatar_url: string;
            /** Bio */
            bio: string;
            /** Topics */
            topics: string[];
            /** Links */
            links: components["schemas"]["ProfileLink"][];
            /** Followers */
            followers: number;
            /** Following */
            following: number;
            /**
             * Is Followed
             * @description Whether the one who asks follows this account.
             */
            is_followed: boolean;
            /** Is Me */
            is_me: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * ProfileForm
         * @description What one may change; what is left out stays.
         */
        ProfileForm: {
            /** Nickname */
            nickname?: string | null;
            /**
             * Bio
             * @description May have several lines; empty removes it.
             */
            bio?: string | null;
            /**
             * Topics
             * @description Up to five of `topics` of `GET /platform`.
             */
            topics?: string[] | null;
            /**
             * Links
             * @description Up to three.
             */
            links?: components["schemas"]["ProfileLink"][] | null;
            /**
             * Language
             * @description Of mails.
             */
            language?: ("en" | "ja") | null;
        };
        /**
         * ProfileLink
         * @description A link on a profile.
         */
        ProfileLink: {
            /** Label */
            label: string;
            /**
             * Url
             * @description Begins with https://.
             */
            url: string;
        };
        /**
         * Purchase
         * @description Coins that one buys, or bought.
         */
        Purchase: {
            /** Id */
            id: string;
            /** Pack */
            pack: string;
            /** Coins */
            coins: number;
            /** @description With tax. */
            total: components["schemas"]["Money"];
            /** @description The tax in it. */
            tax: components["schemas"]["Money"];
            /**
             * Tax Name
             * @description In the buyer's language; empty where there was none.
             */
            tax_name: string;
            /** Tax Rate Bps */
            tax_rate_bps: number;
            /**
             * State
             * @description `open` until it is paid; `paid`; `expired` when the time to pay is over; `failed`.
             * @enum {string}
             */
            state: "open" | "paid" | "expired" | "failed";
            /** @description What was paid back on request. */
            refunded: components["schemas"]["Money"];
            /**
             * Coins Taken Back
             * @description What refunds and disputes have taken back, all together.
             */
            coins_taken_back: number;
            /**
             * Dispute
             * @description How a dispute stands at the buyer's bank, if there was one.
             */
            dispute: ("open" | "won" | "lost") | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Paid At */
            paid_at: string | null;
            /**
             * Checkout Url
             * @description Where to pay, as long as it is open.
             */
            checkout_url: string | null;
            /**
             * Provider
             * @enum {string}
             */
            provider: "sandbox" | "stripe";
        };
        /**
         * PurchaseForm
         * @description What one wants to buy.
         */
        PurchaseForm: {
            /**
             * Pack
             * @description A pack's id.
             */
            pack: string;
            /**
             * Key
             * @description A new one for each wish, 8 to 64 visible ASCII characters: sent again, it is the same purchase.
             */
            key: string;
        };
        /**
         * PurchaseList
         * @description Purchases, newest first.
         */
        PurchaseList: {
            /** Purchases */
            purchases: components["schemas"]["Purchase"][];
            /**
             * Next Before
             * @description Give it as `before` for those before these; null at the first.
             */
            next_before: string | null;
        };
        /**
         * PushDevice
         * @description A device that gets pushes.
         */
        PushDevice: {
            /** Id */
            id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * PushKeysForm
         * @description What pushes are sealed with (RFC 8291), in URL-safe base 64.
         */
        PushKeysForm: {
            /** P256Dh */
            p256dh: string;
            /** Auth */
            auth: string;
        };
        /**
         * PushSubscriptionForm
         * @description A subscription as browsers write it: `JSON.stringify(subscription)`.
         */
        PushSubscriptionForm: {
            /** Endpoint */
            endpoint: string;
            keys: components["schemas"]["PushKeysForm"];
        };
        /**
         * Quality
         * @description The score of the median post, where it comes from, and what to make of it.
         */
        Quality: {
            /**
             * Score
             * @description From 0 to 100; null while too few posts count.
             */
            score: number | null;
            /**
             * Score Before
             * @description What it was 28 days ago.
             */
            score_before: number | null;
            /**
             * Bar
             * @description The score that opens access.
             */
            bar: number;
            /**
             * Followers Min
             * @description Followers that are needed even so.
             */
            followers_min: number;
            /** Posts Counted */
            posts_counted: number;
            /**
             * Posts Min
             * @description With fewer there is no score.
             */
            posts_min: number;
            /**
             * Days
             * @description Older posts do not count.
             */
            days: number;
            /** @description Of each indicator, in percent. */
            weights: components["schemas"]["Marks"];
            /** @description What a post needs for full marks: viewers, complete watches, likes. */
            full: components["schemas"]["Marks"];
            /** Indicators */
            indicators: components["schemas"]["Indicator"][];
            /**
             * Good Points
             * @description Three at most, the strongest first.
             */
            good_points: components["schemas"]["GoodPoint"][];
            /**
             * Areas
             * @description Three at most, where most is to be gained first.
             */
            areas: components["schemas"]["Area"][];
        };
        /**
         * QualityReport
         * @description Everything about the account's posts, newest first.
         */
        QualityReport: {
            /**
             * Score
             * @description From 0 to 100; null while too few posts count.
             */
            score: number | null;
            /**
             * Score Before
             * @description What it was 28 days ago.
             */
            score_before: number | null;
            /**
             * Bar
             * @description The score that opens access.
             */
            bar: number;
            /**
             * Followers Min
             * @description Followers that are needed even so.
             */
            followers_min: number;
            /** Posts Counted */
            posts_counted: number;
            /**
             * Posts Min
             * @description With fewer there is no score.
             */
            posts_min: number;
            /**
             * Days
             * @description Older posts do not count.
             */
            days: number;
            /** @description Of each indicator, in percent. */
            weights: components["schemas"]["Marks"];
            /** @description What a post needs for full marks: viewers, complete watches, likes. */
            full: components["schemas"]["Marks"];
            /** Indicators */
            indicators: components["schemas"]["Indicator"][];
            /**
             * Good Points
             * @description Three at most, the strongest first.
             */
            good_points: components["schemas"]["GoodPoint"][];
            /**
             * Areas
             * @description Three at most, where most is to be gained first.
             */
            areas: components["schemas"]["Area"][];
            /** Posts */
            posts: components["schemas"]["Post"][];
        };
        /**
         * QuietHoursBody
         * @description When devices stay quiet. What passes is not told then; everything else is when they end.
         */
        QuietHoursBody: {
            /** Is On */
            is_on: boolean;
            /**
             * From Minute
             * @description Minute of the day at which they begin.
             */
            from_minute: number;
            /**
             * Until Minute
             * @description Minute of the day at which they end; past midnight if it is the lesser.
             */
            until_minute: number;
            /**
             * Zone
             * @description Whose clock it is, as Asia/Tokyo (IANA).
             */
            zone: string;
        };
        /**
         * Ranking
         * @description The ranking as it is.
         */
        Ranking: {
            /**
             * Version
             * @description Of the weights; 0 while they are what Livehouse comes with.
             */
            version: number;
            /**
             * Formula
             * @description Of the formula; see docs/ranking.md.
             */
            formula: number;
            /** Weights */
            weights: components["schemas"]["Weight"][];
            /** Changed At */
            changed_at: string | null;
            changed_by: components["schemas"]["AccountCard"] | null;
            /**
             * History
             * @description The last change first, 50 at most.
             */
            history: components["schemas"]["WeightsChange"][];
        };
        /**
         * Rate
         * @description What so many diamonds come to.
         */
        Rate: {
            /** Diamonds */
            diamonds: number;
            money: components["schemas"]["Money"];
        };
        /**
         * ReadForm
         * @description Up to where one has read.
         */
        ReadForm: {
            /**
             * Up To
             * @description The `place` of the newest one that was seen; all before it are taken as read, too.
             */
            up_to: string;
        };
        /**
         * RefundForm
         * @description What an operator pays back.
         */
        RefundForm: {
            /**
             * Amount
             * @description In the smallest units; null for all that is left.
             */
            amount?: number | null;
            /**
             * Reason
             * @description Why; it stays in the log for ever.
             */
            reason: string;
            /**
             * Key
             * @description A new one for each wish, 8 to 64 visible ASCII characters.
             */
            key: string;
        };
        /**
         * Refusal
         * @description Why a video was refused, for the person (message) and for the program (code).
         */
        Refusal: {
            /**
             * Code
             * @enum {string}
             */
            code: "not_a_video" | "too_long" | "too_big" | "picture_too_large" | "no_picture" | "unreadable" | "same_video";
            /** Message */
            message: string;
            /**
             * First Id
             * @description The own earlier video that this one repeats, for `same_video`.
             */
            first_id: string | null;
        };
        /**
         * RegionForm
         * @description Another region.
         */
        RegionForm: {
            /**
             * Region
             * @description ISO 3166-1 alpha-2; the present one takes back what was asked before.
             */
            region: string;
        };
        /**
         * Rendition
         * @description One playable file of a video: MP4 with H.264 and AAC, made to be played while it loads.
         */
        Rendition: {
            /**
             * Name
             * @description By the shorter side of its picture: `720p`.
             */
            name: string;
            /**
             * Url
             * @description Takes Range requests; what it leads to never changes.
             */
            url: string;
            /** Width */
            width: number;
            /** Height */
            height: number;
            /**
             * Bitrate
             * @description Bits a second, on average.
             */
            bitrate: number;
        };
        /**
         * Replay
         * @description A replay in full.
         */
        Replay: {
            /**
             * Id
             * @description The LIVE's own.
             */
            id: string;
            /** Title */
            title: string;
            /** Topic */
            topic: string;
            host: components["schemas"]["AccountCard"];
            /**
             * Started At
             * Format: date-time
             * @description When the LIVE went on the air.
             */
            started_at: string;
            /**
             * Duration S
             * @description Seconds that were recorded, so far or in all.
             */
            duration_s: number;
            /** Cover Url */
            cover_url: string;
            /**
             * Views
             * @description People who watched it, each once; the host is not one of them.
             */
            views: number;
            /**
             * State
             * @description `recording` while the LIVE goes on; it can be watched.
             * @enum {string}
             */
            state: "recording" | "ready";
            /**
             * Audience
             * @description Who may watch: those who could watch the LIVE.
             * @enum {string}
             */
            audience: "everyone" | "followers" | "adults";
            /**
             * Is Hidden
             * @description Shown to its host alone.
             */
            is_hidden: boolean;
            /**
             * Expires At
             * Format: date-time
             * @description When it is deleted.
             */
            expires_at: string;
            /**
             * Deletes Early On
             * @description The day (UTC) on which it goes before that to make room.
             */
            deletes_early_on: string | null;
            /**
             * Playlist Url
             * @description HLS (m3u8) with fMP4; grows while the LIVE goes on.
             */
            playlist_url: string;
            /**
             * Download Url
             * @description One MP4, for the host, once it is ready; takes Range requests.
             */
            download_url: string | null;
            /**
             * Bytes
             * @description What it takes on the server's disk.
             */
            bytes: number;
            /** Missing */
            missing: components["schemas"]["MissingPart"][];
            /**
             * Markers
             * @description The liveliest minutes in their order; empty until it is ready.
             */
            markers: components["schemas"]["Marker"][];
            /**
             * May Edit
             * @description Whether the one who asks is its host.
             */
            may_edit: boolean;
        };
        /**
         * ReplayCard
         * @description A replay as lists show it.
         */
        ReplayCard: {
            /**
             * Id
             * @description The LIVE's own.
             */
            id: string;
            /** Title */
            title: string;
            /** Topic */
            topic: string;
            host: components["schemas"]["AccountCard"];
            /**
             * Started At
             * Format: date-time
             * @description When the LIVE went on the air.
             */
            started_at: string;
            /**
             * Duration S
             * @description Seconds that were recorded, so far or in all.
             */
            duration_s: number;
            /** Cover Url */
            cover_url: string;
            /**
             * Views
             * @description People who watched it, each once; the host is not one of them.
             */
            views: number;
            /**
             * State
             * @description `recording` while the LIVE goes on; it can be watched.
             * @enum {string}
             */
            state: "recording" | "ready";
            /**
             * Audience
             * @description Who may watch: those who could watch the LIVE.
             * @enum {string}
             */
            audience: "everyone" | "followers" | "adults";
            /**
             * Is Hidden
             * @description Shown to its host alone.
             */
            is_hidden: boolean;
            /**
             * Expires At
             * Format: date-time
             * @description When it is deleted.
             */
            expires_at: string;
            /**
             * Deletes Early On
             * @description The day (UTC) on which it goes before that to make room.
             */
            deletes_early_on: string | null;
        };
        /**
         * ReplayChange
         * @description What one may change; what is left out stays.
         */
        ReplayChange: {
            /** Title */
            title?: string | null;
            /** Is Hidden */
            is_hidden?: boolean | null;
        };
        /**
         * ReplayComment
         * @description Something that somebody said, as in the room's channel.
         */
        ReplayComment: {
            /** Id */
            id: string;
            account: components["schemas"]["AccountCard"];
            /**
             * Role
             * @enum {string}
             */
            role: "viewer" | "moderator" | "host";
            /** Text */
            text: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
        };
        /**
         * ReplayPage
         * @description A part of a list of replays, the newest first.
         */
        ReplayPage: {
            /** Replays */
            replays: components["schemas"]["ReplayCard"][];
            /**
             * Next Before
             * @description Where the list goes on; null at its end.
             */
            next_before: string | null;
        };
        /**
         * Requirement
         * @description One thing that is asked of who wants to go live, and where the account stands.
         */
        Requirement: {
            /**
             * Id
             * @description `followers` and `quality` are alternatives: either of them is enough.
             * @enum {string}
             */
            id: "age" | "followers" | "quality" | "standing" | "terms";
            /** Met */
            met: boolean;
            /**
             * Needed
             * @description In `unit`: a least number, for `strikes` the most that one may have.
             */
            needed: number | string;
            /**
             * Actual
             * @description The same of this account; null if there is nothing yet.
             */
            actual: number | string | null;
            /**
             * Unit
             * @enum {string}
             */
            unit: "years" | "followers" | "points" | "strikes" | "version";
            /**
             * Share
             * @description How much of the way is done, from 0 to 1.
             */
            share: number;
            /**
             * What To Do
             * @description A sentence for the person; null once nothing is missing here.
             */
            what_to_do: string | null;
            /**
             * Met On
             * @description The day (UTC) from which it is met, past or to come, where it is known.
             */
            met_on: string | null;
            /**
             * Met At
             * @description The very moment, where that is known: a suspension's end, say.
             */
            met_at: string | null;
            /**
             * Estimated On
             * @description The day on which it is met if the present growth goes on.
             */
            estimated_on: string | null;
            /**
             * Covered By
             * @description What makes up for it while it is not met; null if nothing does.
             */
            covered_by: ("followers" | "quality" | "grant") | null;
        };
        /**
         * ResetForm
         * @description Who has forgotten the password.
         */
        ResetForm: {
            /**
             * Login
             * @description Handle or e-mail address.
             */
            login: string;
        };
        /**
         * Review
         * @description An application of one's own, and what was decided on it.
         */
        Review: {
            /** Id */
            id: string;
            /**
             * State
             * @enum {string}
             */
            state: "waiting" | "granted" | "refused";
            /** Note */
            note: string;
            /**
             * Applied At
             * Format: date-time
             */
            applied_at: string;
            /** Decided At */
            decided_at: string | null;
            /** Reason */
            reason: string | null;
            /** Until */
            until: string | null;
            /**
             * Policy Version
             * @description The policy by which it was decided.
             */
            policy_version: string | null;
        };
        /**
         * ReviewDecision
         * @description What an operator decided that is in force now.
         */
        ReviewDecision: {
            /**
             * Outcome
             * @description A grant stands in for followers and quality. A refusal is only in force here if it has an end: until then neither of them opens access.
             * @enum {string}
             */
            outcome: "granted" | "refused";
            /** Reason */
            reason: string;
            /**
             * Decided At
             * Format: date-time
             */
            decided_at: string;
            /**
             * Until
             * @description When it ends by itself; null if never.
             */
            until: string | null;
            /**
             * Policy Version
             * @description The policy that was in force when it was decided.
             */
            policy_version: string;
        };
        /**
         * ReviewForm
         * @description An application.
         */
        ReviewForm: {
            /**
             * Note
             * @description Why one should have access; operators read it.
             */
            note: string;
        };
        /**
         * ReviewList
         * @description Applications: those that wait the oldest first, others the newest first.
         */
        ReviewList: {
            /** Reviews */
            reviews: components["schemas"]["OperatedReview"][];
            /**
             * Waiting
             * @description How many wait in all.
             */
            waiting: number;
            /**
             * Next
             * @description For `cursor`; null at the end.
             */
            next: string | null;
        };
        /**
         * RoomCard
         * @description A room as lists show it.
         */
        RoomCard: {
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** Topic */
            topic: string;
            /**
             * Audience
             * @description Who may watch.
             * @enum {string}
             */
            audience: "everyone" | "followers" | "adults";
            /**
             * State
             * @enum {string}
             */
            state: "preparing" | "live" | "interrupted" | "ended";
            host: components["schemas"]["AccountCard"];
            /**
             * Viewers
             * @description People who watch now; the host is not one of them.
             */
            viewers: number;
            /** Likes */
            likes: number;
            /**
             * Cover Url
             * @description Leads to a picture for whoever may watch; changes when the picture does.
             */
            cover_url: string;
            /**
             * Started At
             * @description When it went on the air.
             */
            started_at: string | null;
        };
        /**
         * RoomForm
         * @description What one says of a LIVE before it begins.
         */
        RoomForm: {
            /** Title */
            title: string;
            /**
             * Topic
             * @description One of `topics` of `GET /platform`.
             */
            topic: string;
            /**
             * Audience
             * @description Who may watch.
             * @default everyone
             * @enum {string}
             */
            audience?: "everyone" | "followers" | "adults";
            /**
             * Source
             * @description `encoder` for a LIVE that OBS or another encoder sends with the host's stream key.
             * @default browser
             * @enum {string}
             */
            source?: "browser" | "encoder";
            /**
             * Is Recorded
             * @description Keep a replay of it.
             * @default true
             */
            is_recorded?: boolean;
        };
        /**
         * RoomList
         * @description Rooms on the air, the most watched first.
         */
        RoomList: {
            /** Rooms */
            rooms: components["schemas"]["RoomCard"][];
        };
        /**
         * SandboxActForm
         * @description What becomes of a payment in the sandbox.
         */
        SandboxActForm: {
            /**
             * Act
             * @enum {string}
             */
            act: "pay" | "decline" | "cancel";
        };
        /**
         * SandboxActed
         * @description What became of it.
         */
        SandboxActed: {
            /**
             * State
             * @enum {string}
             */
            state: "open" | "paid" | "declined" | "expired";
            /**
             * Return Path
             * @description Where the page goes on.
             */
            return_path: string;
        };
        /**
         * SandboxCheckoutBody
         * @description A payment in the sandbox, which moves no money.
         */
        SandboxCheckoutBody: {
            /** Id */
            id: string;
            /** Coins */
            coins: number;
            total: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            /**
             * State
             * @enum {string}
             */
            state: "open" | "paid" | "declined" | "expired";
        };
        /**
         * SandboxDisputeForm
         * @description What the buyer's bank does, in the sandbox.
         */
        SandboxDisputeForm: {
            /**
             * Act
             * @enum {string}
             */
            act: "open" | "won" | "lost";
        };
        /**
         * SandboxRecipient
         * @description Somebody whom the sandbox would pay.
         */
        SandboxRecipient: {
            /** Id */
            id: string;
            /**
             * State
             * @enum {string}
             */
            state: "onboarding" | "ready" | "restricted" | "closed";
        };
        /**
         * SandboxRecipientDone
         * @description How they stand then, and where the page leads back to.
         */
        SandboxRecipientDone: {
            /**
             * State
             * @enum {string}
             */
            state: "onboarding" | "ready" | "restricted" | "closed";
            /** Return Path */
            return_path: string;
        };
        /**
         * SandboxRecipientForm
         * @description What happens to them.
         */
        SandboxRecipientForm: {
            /**
             * Act
             * @description `complete`: money can come; `restrict`: something is missing; `close`: for good.
             * @enum {string}
             */
            act: "complete" | "restrict" | "close";
        };
        /**
         * SearchResults
         * @description What was found, of each kind the likeliest first, and what is live before what is not.
         */
        SearchResults: {
            /**
             * Query
             * @description What was typed, on one line.
             */
            query: string;
            /**
             * Corrected
             * @description What was looked for instead, where nothing had what was typed.
             */
            corrected: string | null;
            /**
             * Rooms
             * @description On the air now.
             */
            rooms: components["schemas"]["RoomCard"][];
            /** People */
            people: components["schemas"]["PersonFound"][];
            /**
             * Events
             * @description To come, or on now.
             */
            events: components["schemas"]["Event"][];
            /** Videos */
            videos: components["schemas"]["Video"][];
            /** Replays */
            replays: components["schemas"]["ReplayCard"][];
            /** Topics */
            topics: components["schemas"]["TopicFound"][];
            /**
             * Next Cursor
             * @description Where the next page begins; only where one kind is asked for.
             */
            next_cursor: string | null;
        };
        /**
         * Session
         * @description One device that is signed in.
         */
        Session: {
            /** Id */
            id: string;
            /**
             * Device
             * @description In plain words, as far as the browser tells: `Chrome on Android`.
             */
            device: string;
            /**
             * Address
             * @description The network address from which it signed in.
             */
            address: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Last Seen At
             * Format: date-time
             * @description To the minute.
             */
            last_seen_at: string;
            /**
             * Current
             * @description Whether it is the one that asks.
             */
            current: boolean;
        };
        /**
         * SessionList
         * @description The account's sessions, the last used first.
         */
        SessionList: {
            /** Sessions */
            sessions: components["schemas"]["Session"][];
        };
        /**
         * ShareForm
         * @description What is shared, and how.
         */
        ShareForm: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "live" | "video" | "replay" | "event" | "profile";
            /**
             * Id
             * @description The thing's id; a profile's is the account's.
             */
            id: string;
            /**
             * Via
             * @description How it was passed on just now; null to only get the links, for which nothing is counted.
             */
            via?: ("system" | "link" | "qr" | "embed" | "x" | "facebook" | "whatsapp" | "telegram" | "line" | "reddit" | "bluesky" | "email") | null;
        };
        /**
         * ShareLinks
         * @description One's own link to something. What comes of it is told to whose it is.
         */
        ShareLinks: {
            /** Code */
            code: string;
            /**
             * Url
             * @description The link for `via`, or to be copied.
             */
            url: string;
            /**
             * Ways
             * @description A link for each way, by which it is told by which people came.
             */
            ways: components["schemas"]["WayUrl"][];
            /**
             * Qr Url
             * @description A picture (SVG) of the link for `qr`.
             */
            qr_url: string;
            /**
             * Embed Url
             * @description For another site's page; null for what does not play.
             */
            embed_url: string | null;
            /**
             * Shares
             * @description How often it was shared, where this share changed that.
             */
            shares: number | null;
        };
        /**
         * SharedThing
         * @description A thing in the list of what was shared.
         */
        SharedThing: {
            thing: components["schemas"]["Thing"];
            total: components["schemas"]["OutcomeBody"];
            /** Has Player */
            has_player: boolean;
            /**
             * Last Shared At
             * Format: date-time
             */
            last_shared_at: string;
        };
        /**
         * SharerOutcome
         * @description What came of one person's link.
         */
        SharerOutcome: {
            /** @description Null for somebody who was not signed in. */
            account: components["schemas"]["AccountCard"] | null;
            /** Is You */
            is_you: boolean;
            outcome: components["schemas"]["OutcomeBody"];
        };
        /**
         * SignInForm
         * @description Handle or e-mail address, and the password.
         */
        SignInForm: {
            /** Login */
            login: string;
            /** Password */
            password: string;
        };
        /**
         * SignUpForm
         * @description What one types to have an account.
         */
        SignUpForm: {
            /**
             * Handle
             * @description Letters a–z, digits, dots, underscores; unique whatever the case.
             */
            handle: string;
            /** Email */
            email: string;
            /** Password */
            password: string;
            /**
             * Birth Date
             * Format: date
             * @description YYYY-MM-DD.
             */
            birth_date: string;
            /**
             * Region
             * @description ISO 3166-1 alpha-2.
             */
            region: string;
            /**
             * Nickname
             * @description The handle if left out.
             */
            nickname?: string | null;
            /**
             * Accept Terms
             * @description Must be true.
             */
            accept_terms: boolean;
            /**
             * Language
             * @description Of mails; what the browser prefers if left out.
             */
            language?: ("en" | "ja") | null;
        };
        /**
         * SignedIn
         * @description One's own account, just signed in to.
         */
        SignedIn: {
            /** Id */
            id: string;
            /**
             * Handle
             * @description Unique, in lower case, without @.
             */
            handle: string;
            /** Nickname */
            nickname: string;
            /**
             * Avatar Url
             * @description Always leads to a picture; changes when the picture does.
             */
            avatar_url: string;
            /** Email */
            email: string;
            /** Bio */
            bio: string;
            /**
             * Birth Date
             * Format: date
             */
            birth_date: string;
            /**
             * Region
             * @description ISO 3166-1 alpha-2.
             */
            region: string;
            /** Followers */
            followers: number;
            /** Following */
            following: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Is Operator
             * @description Whether it runs the platform.
             */
            is_operator: boolean;
            /**
             * Email Confirmed At
             * @description Null until the link in the mail was followed.
             */
            email_confirmed_at: string | null;
            /**
             * Email Next
             * @description The address that takes its place once it is confirmed.
             */
            email_next: string | null;
            /**
             * Language
             * @description Of mails.
             * @enum {string}
             */
            language: "en" | "ja";
            /** Topics */
            topics: string[];
            /** Links */
            links: components["schemas"]["ProfileLink"][];
            /**
             * Region Next
             * @description The region whose rules hold from `region_next_at` on.
             */
            region_next: string | null;
            /** Region Next At */
            region_next_at: string | null;
            /**
             * Birth Date Changed At
             * @description When it was corrected, which can be done once.
             */
            birth_date_changed_at: string | null;
            /** Handle Changed At */
            handle_changed_at: string | null;
            /**
             * Took Back Deletion
             * @description Whether the account was to be deleted and, by this, is not any more.
             */
            took_back_deletion: boolean;
        };
        /**
         * Spending
         * @description What one has spent on gifts, and the limits that one has set oneself.
         */
        Spending: {
            /**
             * Coins Today
             * @description Today, in UTC.
             */
            coins_today: number;
            /**
             * Coins Month
             * @description This month, in UTC.
             */
            coins_month: number;
            /**
             * Coins A Day
             * @description The limit; null is none.
             */
            coins_a_day: number | null;
            /**
             * Coins A Month
             * @description The limit; null is none.
             */
            coins_a_month: number | null;
            /** @description What will hold instead, where a limit was raised. */
            pending: components["schemas"]["PendingLimits"] | null;
            /**
             * Cooling Off Until
             * @description Until when no gifts can be sent after a leap.
             */
            cooling_off_until: string | null;
            may_send: components["schemas"]["MaySend"];
        };
        /**
         * Standing
         * @description How an account stands with the platform now.
         */
        Standing: {
            /**
             * State
             * @description `good`, `warned` (for 90 days after a warning or strike), `suspended` (may watch, and not go live, comment or post) or `banned` (cannot sign in).
             * @enum {string}
             */
            state: "good" | "warned" | "suspended" | "banned";
            /**
             * Since
             * @description When it was decided; null in good standing.
             */
            since: string | null;
            /**
             * Until
             * @description When a suspension ends by itself; null for anything else.
             */
            until: string | null;
            /**
             * Reason
             * @description Why, in the operators' words; null in good standing.
             */
            reason: string | null;
            /**
             * Strikes
             * @description Every strike, oldest first; those that were lifted as well.
             */
            strikes: components["schemas"]["Strike"][];
        };
        /**
         * StandingForm
         * @description What an operator decides about an account.
         */
        StandingForm: {
            /**
             * Act
             * @description `warn`, `strike`, `suspend` (with `until`), `ban`, or `lift`: take back all that is in force, strikes included.
             * @enum {string}
             */
            act: "warn" | "strike" | "suspend" | "ban" | "lift";
            /**
             * Reason
             * @description Why; the person reads it, and it stays in the log for ever.
             */
            reason: string;
            /**
             * Until
             * @description The end of a suspension, with its time zone; for nothing else.
             */
            until?: string | null;
        };
        /**
         * Statement
         * @description A month and its lines, newest first.
         */
        Statement: {
            /**
             * Month
             * @description As 2026-11.
             */
            month: string;
            /** Opening */
            opening: number;
            /** Gifts */
            gifts: number;
            /** Reversed */
            reversed: number;
            /** Payouts */
            payouts: number;
            /** Closing */
            closing: number;
            /** Entries */
            entries: components["schemas"]["EarningsEntry"][];
            /**
             * Is Whole
             * @description False where there are more lines than are told here; `format=csv` has them all.
             */
            is_whole: boolean;
        };
        /**
         * StatementMonth
         * @description A month in UTC, in diamonds: `opening` and `gifts` less `reversed` less `payouts` is `closing`.
         */
        StatementMonth: {
            /**
             * Month
             * @description As 2026-11.
             */
            month: string;
            /** Opening */
            opening: number;
            /** Gifts */
            gifts: number;
            /** Reversed */
            reversed: number;
            /** Payouts */
            payouts: number;
            /** Closing */
            closing: number;
        };
        /**
         * StatementMonths
         * @description Every month from the first line to this one, newest first.
         */
        StatementMonths: {
            /** Months */
            months: components["schemas"]["StatementMonth"][];
        };
        /**
         * StreamKey
         * @description One's own stream key, by which OBS or another encoder sends one's LIVE. Nobody sees the key a second time.
         */
        StreamKey: {
            /**
             * Server
             * @description Where the encoder pushes to, `rtmp://host:1935/live`; null where no encoders are awaited.
             */
            server: string | null;
            /** Exists */
            exists: boolean;
            /**
             * Hint
             * @description The key's last four characters.
             */
            hint: string | null;
            /** Created At */
            created_at: string | null;
            /**
             * Last Used At
             * @description When an encoder was last let in with it.
             */
            last_used_at: string | null;
            /**
             * Is Publishing
             * @description Whether a picture arrives from the encoder now.
             */
            is_publishing: boolean;
            /** @description What a LIVE is called that the encoder begins by itself, if it may. */
            auto_live: components["schemas"]["AutoLive"] | null;
            /**
             * Auto Live Held Until
             * @description Set after a LIVE was ended while its encoder was sending, which would otherwise begin another one at once. It may from then on, or when `auto_live` is set again.
             */
            auto_live_held_until: string | null;
            /** @description How the encoder's picture arrives, while it does. */
            upload?: components["schemas"]["EncoderUpload"] | null;
            /** @description Why the encoder was turned away last, for five minutes, unless it was let in since. */
            trouble?: components["schemas"]["EncoderTrouble"] | null;
        };
        /**
         * Strike
         * @description One strike.
         */
        Strike: {
            /** Id */
            id: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Reason */
            reason: string;
            /**
             * Lifted At
             * @description When an operator took it back; null if nobody did.
             */
            lifted_at: string | null;
        };
        /**
         * Summary
         * @description What a LIVE came to. The peak and the total count people, not connections.
         */
        Summary: {
            room: components["schemas"]["Room"];
            /**
             * Duration S
             * @description Seconds on the air.
             */
            duration_s: number;
            /** Viewers Peak */
            viewers_peak: number;
            /** Viewers Total */
            viewers_total: number;
            /**
             * Watch Average S
             * @description Seconds that a viewer watched, on average.
             */
            watch_average_s: number;
            /**
             * New Followers
             * @description People who followed the host meanwhile.
             */
            new_followers: number;
            /** Comments */
            comments: number;
            /** Likes */
            likes: number;
            /** Shares */
            shares: number;
            /**
             * Gifts
             * @description Gifts in the room, each of a row of the same counted.
             */
            gifts: number;
            /**
             * Diamonds
             * @description What these gifts came to, for the host and for guests.
             */
            diamonds: number;
        };
        /**
         * TermsForm
         * @description Which version of the LIVE terms one accepts.
         */
        TermsForm: {
            /**
             * Version
             * @description As named by `needed` of the requirement `terms`.
             */
            version: string;
        };
        /**
         * Thing
         * @description What was shared.
         */
        Thing: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "live" | "video" | "replay" | "event" | "profile";
            /** Id */
            id: string;
            /** Title */
            title: string;
            /** Path */
            path: string;
            /** Picture Url */
            picture_url: string;
            /**
             * State
             * @enum {string}
             */
            state: "soon" | "live" | "interrupted" | "over" | "cancelled" | "ready";
        };
        /**
         * ThingReport
         * @description What came of all shares of one thing.
         */
        ThingReport: {
            thing: components["schemas"]["Thing"];
            total: components["schemas"]["OutcomeBody"];
            /**
             * Has Player
             * @description Whether there is anything to watch, so that `watched` means something.
             */
            has_player: boolean;
            /**
             * Ways
             * @description The one that brought most people first.
             */
            ways: components["schemas"]["WayOutcome"][];
            /**
             * Sharers
             * @description Who brought most people first; at most 20.
             */
            sharers: components["schemas"]["SharerOutcome"][];
        };
        /**
         * Ticket
         * @description How to connect to the media relay.
         */
        Ticket: {
            /**
             * Url
             * @description For WebTransport; the query carries the right.
             */
            url: string;
            /**
             * Broadcast
             * @description The name to publish or to watch.
             */
            broadcast: string;
            /**
             * Certificate Sha256
             * @description Hash to pin the relay's self-made certificate with, in hexadecimal; null where it has a real one.
             */
            certificate_sha256: string | null;
            /**
             * Expires At
             * Format: date-time
             * @description Until when it can be used to connect; an open connection stays.
             */
            expires_at: string;
            /**
             * Websocket Url
             * @description Where a publisher's recording goes by WebSocket when `url` cannot be reached; null for viewers.
             */
            websocket_url: string | null;
            /**
             * Hls Url
             * @description The HLS playlist for viewers who cannot reach `url`, 2 s behind; null for publishers.
             */
            hls_url: string | null;
        };
        /**
         * TopSenders
         * @description Who gave most in a LIVE, 50 at most.
         */
        TopSenders: {
            /** Senders */
            senders: components["schemas"]["TopSender"][];
        };
        /**
         * TopicFound
         * @description A topic, as the search shows it.
         */
        TopicFound: {
            /** Id */
            id: string;
            /**
             * Live
             * @description How many LIVEs of it everybody may watch now; a few seconds old.
             */
            live: number;
        };
        /**
         * Unread
         * @description How many notifications are new.
         */
        Unread: {
            /** Unread */
            unread: number;
        };
        /**
         * Video
         * @description A video as the one who asks sees it.
         */
        Video: {
            /** Id */
            id: string;
            author: components["schemas"]["AccountCard"];
            /** Caption */
            caption: string;
            /**
             * Visibility
             * @description Who may see it once it is ready.
             * @enum {string}
             */
            visibility: "public" | "followers" | "private";
            /**
             * State
             * @description Only a `ready` one can be played; others are seen by their author alone.
             * @enum {string}
             */
            state: "uploading" | "processing" | "ready" | "refused";
            /**
             * Progress
             * @description How far its upload, or then its processing, has come: 0 to 1.
             */
            progress: number;
            /**
             * Uploaded Bytes
             * @description Where the upload goes on.
             */
            uploaded_bytes: number;
            /** Size Bytes */
            size_bytes: number;
            refusal: components["schemas"]["Refusal"] | null;
            /**
             * Length S
             * @description Seconds; null until it was looked into.
             */
            length_s: number | null;
            /** Width */
            width: number | null;
            /** Height */
            height: number | null;
            /**
             * Poster Url
             * @description A frame of it, as WebP; null until it is ready.
             */
            poster_url: string | null;
            /**
             * Renditions
             * @description The best first; empty until it is ready.
             */
            renditions: components["schemas"]["Rendition"][];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Published At
             * @description Since when it is ready.
             */
            published_at: string | null;
            /**
             * Views
             * @description People who watched 2 s or more, each once per day.
             */
            views: number;
            /** Likes */
            likes: number;
            /** Comments */
            comments: number;
            /** Shares */
            shares: number;
            /**
             * Is Liked
             * @description Whether the one who asks likes it.
             */
            is_liked: boolean;
            /** Is Mine */
            is_mine: boolean;
        };
        /**
         * VideoChange
         * @description What one may change; what is left out stays.
         */
        VideoChange: {
            /** Caption */
            caption?: string | null;
            /** Visibility */
            visibility?: ("public" | "followers" | "private") | null;
        };
        /**
         * VideoComment
         * @description Something that somebody wrote under a video.
         */
        VideoComment: {
            /** Id */
            id: string;
            author: components["schemas"]["AccountCard"];
            /** Text */
            text: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Is Mine */
            is_mine: boolean;
            /**
             * May Delete
             * @description Whether the one who asks may remove it.
             */
            may_delete: boolean;
        };
        /**
         * VideoCommentForm
         * @description What one writes under a video.
         */
        VideoCommentForm: {
            /** Text */
            text: string;
        };
        /**
         * VideoCommentPage
         * @description A part of the comments under a video, the newest first.
         */
        VideoCommentPage: {
            /** Comments */
            comments: components["schemas"]["VideoComment"][];
            /**
             * Next Cursor
             * @description Where the list goes on; null at its end.
             */
            next_cursor: string | null;
        };
        /**
         * VideoForm
         * @description What one says of a video before its bytes come.
         */
        VideoForm: {
            /**
             * Caption
             * @description May be empty.
             * @default
             */
            caption?: string;
            /**
             * Visibility
             * @description Who may see it once it is ready.
             * @default public
             * @enum {string}
             */
            visibility?: "public" | "followers" | "private";
            /**
             * Size Bytes
             * @description Of the whole file.
             */
            size_bytes: number;
            /**
             * File Name
             * @description As on one's own disk; shown to its author only.
             * @default
             */
            file_name?: string;
        };
        /**
         * VideoNumbers
         * @description What a video came to, for its author. What does not count (own plays, say) is left out of all but `left_out`.
         */
        VideoNumbers: {
            /** Views */
            views: number;
            /**
             * Views Per Day
             * @description Days with views, the oldest first.
             */
            views_per_day: components["schemas"]["DayNumbers"][];
            /**
             * Play S
             * @description Seconds that all of them watched together.
             */
            play_s: number;
            /**
             * Average Retention
             * @description The share of the video that a viewer saw, on average: 0 to 1.
             */
            average_retention: number;
            /**
             * Retention
             * @description For each second of the video the share of its viewers who saw it: 0 to 1.
             */
            retention: number[];
            /** Likes */
            likes: number;
            /** Likes Per View */
            likes_per_view: number;
            /** Comments */
            comments: number;
            /** Shares */
            shares: number;
            /**
             * Counts
             * @description Whether it counts towards live access.
             */
            counts: boolean;
            /**
             * Why Not
             * @description `repost`, if it does not count.
             */
            why_not: string | null;
            /**
             * Left Out
             * @description Views that do not count, by the reason.
             */
            left_out: {
                [key: string]: number;
            };
        };
        /**
         * VideoPage
         * @description A part of a list of videos; it may be short, or empty, before the list's end.
         */
        VideoPage: {
            /** Videos */
            videos: components["schemas"]["Video"][];
            /**
             * Next Cursor
             * @description Where the list goes on; null at its end.
             */
            next_cursor: string | null;
        };
        /**
         * Wallet
         * @description What one has, owes, and can buy.
         */
        Wallet: {
            /** Coins */
            coins: number;
            /**
             * Debt Coins
             * @description Coins that were spent and then refunded or charged back; 0 or more.
             */
            debt_coins: number;
            /** Has Open Dispute */
            has_open_dispute: boolean;
            /** Is Frozen */
            is_frozen: boolean;
            /**
             * Provider
             * @description `sandbox` moves no money, and pages say so.
             * @enum {string}
             */
            provider: "sandbox" | "stripe";
            /**
             * Region
             * @description Whose prices and taxes these are (ISO 3166-1 alpha-2).
             */
            region: string;
            may_buy: components["schemas"]["Allowed"];
            /** Packs */
            packs: components["schemas"]["Pack"][];
        };
        /**
         * WalletEntry
         * @description A line of a wallet.
         */
        WalletEntry: {
            /**
             * Sequence
             * @description Counts up from 1 without gaps.
             */
            sequence: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Kind
             * @description `coins.bought`, `coins.granted`, `coins.taken_back`, `coins.given_back`, `gift.sent`, `gift.reversed`, `gift.restored` or `debt.settled`.
             */
            kind: string;
            /**
             * Coins
             * @description More than 0 came in, less went out.
             */
            coins: number;
            /**
             * Balance Coins
             * @description What the wallet came to.
             */
            balance_coins: number;
            gift: components["schemas"]["WalletGift"] | null;
            /** Purchase Id */
            purchase_id: string | null;
        };
        /**
         * WalletGift
         * @description The gift that a line of a wallet is about.
         */
        WalletGift: {
            /**
             * Catalogue
             * @description Which gift of the catalogue.
             */
            catalogue: string;
            /** Count */
            count: number;
            /** @description Who got it. */
            to: components["schemas"]["AccountCard"] | null;
            /** Room Id */
            room_id: string;
        };
        /**
         * WalletHistory
         * @description Lines of a wallet, newest first.
         */
        WalletHistory: {
            /** Entries */
            entries: components["schemas"]["WalletEntry"][];
            /**
             * Next Before
             * @description Give it as `before` for those before these; null at the first.
             */
            next_before: number | null;
        };
        /**
         * WayOutcome
         * @description What came of one way.
         */
        WayOutcome: {
            /** Via */
            via: string;
            outcome: components["schemas"]["OutcomeBody"];
        };
        /**
         * WayUrl
         * @description The link for one way of passing it on.
         */
        WayUrl: {
            /**
             * Via
             * @enum {string}
             */
            via: "system" | "link" | "qr" | "embed" | "x" | "facebook" | "whatsapp" | "telegram" | "line" | "reddit" | "bluesky" | "email";
            /** Url */
            url: string;
        };
        /**
         * WaysBody
         * @description By which ways one hears of something.
         */
        WaysBody: {
            /**
             * In App
             * @description In the list, under the bell.
             */
            in_app: boolean;
            /**
             * Push
             * @description On one's devices.
             */
            push: boolean;
        };
        /**
         * WaysForm
         * @description By which ways one wants to hear of something.
         */
        WaysForm: {
            /** In App */
            in_app: boolean;
            /** Push */
            push: boolean;
        };
        /**
         * WeekOfSenders
         * @description Who gave most to somebody in a week, 50 at most.
         */
        WeekOfSenders: {
            /**
             * Week
             * @description As `2026-W47` (ISO 8601), in UTC.
             */
            week: string;
            /** Senders */
            senders: components["schemas"]["TopSender"][];
        };
        /**
         * Weight
         * @description One weight of the ranking.
         */
        Weight: {
            /** Name */
            name: string;
            /** Value */
            value: number;
            /** Default */
            default: number;
            /** Min */
            min: number;
            /** Max */
            max: number;
            /**
             * Meaning
             * @description In English.
             */
            meaning: string;
        };
        /**
         * WeightsChange
         * @description One change of the weights.
         */
        WeightsChange: {
            /** Version */
            version: number;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** @description Null when the account is gone. */
            changed_by: components["schemas"]["AccountCard"] | null;
            /** Reason */
            reason: string;
            /**
             * Changed
             * @description By name: what the weight was, and became.
             */
            changed: {
                [key: string]: [
                    number,
                    number
                ];
            };
        };
        /**
         * WeightsForm
         * @description Weights to hold from now on.
         */
        WeightsForm: {
            /**
             * Weights
             * @description Those that are to be different, by name.
             */
            weights: {
                [key: string]: number;
            };
            /**
             * Based On
             * @description `version` of what was looked at.
             */
            based_on: number;
            /**
             * Reason
             * @description Why; it stays in the log.
             */
            reason: string;
        };
        /**
         * Why
         * @description Why something is shown to the one who asks.
         */
        Why: {
            /**
             * Reason
             * @description `followed` (its host is followed), `trial` (a host whom few know yet), `top` (it is in Top LIVE), `topic` (of this topic, or of one that they stay with), `taste` (they stayed with this host before), `fresh` (it has just begun, or is a video that few have seen) or `popular`.
             * @enum {string}
             */
            reason: "followed" | "trial" | "top" | "topic" | "taste" | "fresh" | "popular";
            /** Score */
            score: number;
            /** Parts */
            parts: components["schemas"]["Part"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Ping = components['schemas']['Ping'];
export type Join = components['schemas']['Join'];
export type Leave = components['schemas']['Leave'];
export type Like = components['schemas']['Like'];
export type React = components['schemas']['React'];
export type Say = components['schemas']['Say'];
export type Pin = components['schemas']['Pin'];
export type SendGift = components['schemas']['SendGift'];
export type LikeResult = components['schemas']['LikeResult'];
export type Snapshot = components['schemas']['Snapshot'];
export type Room = components['schemas']['Room'];
export type AccountCard = components['schemas']['AccountCard'];
export type Comment = components['schemas']['Comment'];
export type Counters = components['schemas']['Counters'];
export type TopSender = components['schemas']['TopSender'];
export type Recovered = components['schemas']['Recovered'];
export type Said = components['schemas']['Said'];
export type GiftSentResult = components['schemas']['GiftSentResult'];
export type Gift = components['schemas']['Gift'];
export type CatalogueGift = components['schemas']['CatalogueGift'];
export type GiftName = components['schemas']['GiftName'];
export type Combo = components['schemas']['Combo'];
export type RoomChanged = components['schemas']['RoomChanged'];
export type Joined = components['schemas']['Joined'];
export type Followed = components['schemas']['Followed'];
export type Shared = components['schemas']['Shared'];
export type ModeratorChanged = components['schemas']['ModeratorChanged'];
export type Commented = components['schemas']['Commented'];
export type Pinned = components['schemas']['Pinned'];
export type Gifted = components['schemas']['Gifted'];
export type ComboEnded = components['schemas']['ComboEnded'];
export type TopSendersChanged = components['schemas']['TopSendersChanged'];
export type Hello = components['schemas']['Hello'];
export type Answer = components['schemas']['Answer'];
export type CommandError = components['schemas']['CommandError'];
export type Tick = components['schemas']['Tick'];
export type Resync = components['schemas']['Resync'];
export type NoticeMessage = components['schemas']['NoticeMessage'];
export type Notice = components['schemas']['Notice'];
export type NotificationsChanged = components['schemas']['NotificationsChanged'];
export type EventMessage = components['schemas']['EventMessage'];
export type AccountFile = components['schemas']['AccountFile'];
export type AccountList = components['schemas']['AccountList'];
export type AccountPage = components['schemas']['AccountPage'];
export type Allowed = components['schemas']['Allowed'];
export type Application = components['schemas']['Application'];
export type Area = components['schemas']['Area'];
export type ArrivalForm = components['schemas']['ArrivalForm'];
export type AutoLive = components['schemas']['AutoLive'];
export type AutoLiveForm = components['schemas']['AutoLiveForm'];
export type BirthDateForm = components['schemas']['BirthDateForm'];
export type CalendarAddresses = components['schemas']['CalendarAddresses'];
export type Catalogue = components['schemas']['Catalogue'];
export type CommentMoment = components['schemas']['CommentMoment'];
export type ConfirmationForm = components['schemas']['ConfirmationForm'];
export type ConfirmedEmail = components['schemas']['ConfirmedEmail'];
export type DayNumbers = components['schemas']['DayNumbers'];
export type DecisionForm = components['schemas']['DecisionForm'];
export type Deletion = components['schemas']['Deletion'];
export type DeletionForm = components['schemas']['DeletionForm'];
export type EarnedGift = components['schemas']['EarnedGift'];
export type Earnings = components['schemas']['Earnings'];
export type EarningsDay = components['schemas']['EarningsDay'];
export type EarningsDays = components['schemas']['EarningsDays'];
export type EarningsEntries = components['schemas']['EarningsEntries'];
export type EarningsEntry = components['schemas']['EarningsEntry'];
export type EmailForm = components['schemas']['EmailForm'];
export type EmbeddingBody = components['schemas']['EmbeddingBody'];
export type EncoderTrouble = components['schemas']['EncoderTrouble'];
export type EncoderUpload = components['schemas']['EncoderUpload'];
export type ErrorBody = components['schemas']['ErrorBody'];
export type ErrorEnvelope = components['schemas']['ErrorEnvelope'];
export type Event = components['schemas']['Event'];
export type EventCancellation = components['schemas']['EventCancellation'];
export type EventChange = components['schemas']['EventChange'];
export type EventForm = components['schemas']['EventForm'];
export type EventPage = components['schemas']['EventPage'];
export type EventRoom = components['schemas']['EventRoom'];
export type FeedItem = components['schemas']['FeedItem'];
export type FeedPage = components['schemas']['FeedPage'];
export type Flow = components['schemas']['Flow'];
export type FlowAccount = components['schemas']['FlowAccount'];
export type FlowDecisionForm = components['schemas']['FlowDecisionForm'];
export type FlowGift = components['schemas']['FlowGift'];
export type FlowGifts = components['schemas']['FlowGifts'];
export type FlowList = components['schemas']['FlowList'];
export type FlowReason = components['schemas']['FlowReason'];
export type Followers = components['schemas']['Followers'];
export type Freeze = components['schemas']['Freeze'];
export type FreezeForm = components['schemas']['FreezeForm'];
export type FreezeList = components['schemas']['FreezeList'];
export type GiftChanges = components['schemas']['GiftChanges'];
export type GiftForm = components['schemas']['GiftForm'];
export type GiftMoment = components['schemas']['GiftMoment'];
export type GiftNameForm = components['schemas']['GiftNameForm'];
export type GiftTotals = components['schemas']['GiftTotals'];
export type GoodPoint = components['schemas']['GoodPoint'];
export type HandleCheck = components['schemas']['HandleCheck'];
export type HandleForm = components['schemas']['HandleForm'];
export type Health = components['schemas']['Health'];
export type HighlightForm = components['schemas']['HighlightForm'];
export type Impression = components['schemas']['Impression'];
export type Impressions = components['schemas']['Impressions'];
export type Indicator = components['schemas']['Indicator'];
export type Limits = components['schemas']['Limits'];
export type LimitsForm = components['schemas']['LimitsForm'];
export type ListedAccount = components['schemas']['ListedAccount'];
export type LiveAccess = components['schemas']['LiveAccess'];
export type LogCheck = components['schemas']['LogCheck'];
export type LogEntry = components['schemas']['LogEntry'];
export type LogPage = components['schemas']['LogPage'];
export type Mail = components['schemas']['Mail'];
export type Marker = components['schemas']['Marker'];
export type Marks = components['schemas']['Marks'];
export type Maturing = components['schemas']['Maturing'];
export type MaySend = components['schemas']['MaySend'];
export type MaybeMe = components['schemas']['MaybeMe'];
export type MaybeRoom = components['schemas']['MaybeRoom'];
export type MaybeRoomCard = components['schemas']['MaybeRoomCard'];
export type Me = components['schemas']['Me'];
export type MediaClock = components['schemas']['MediaClock'];
export type MissingPart = components['schemas']['MissingPart'];
export type ModeratorList = components['schemas']['ModeratorList'];
export type Moments = components['schemas']['Moments'];
export type Money = components['schemas']['Money'];
export type Moved = components['schemas']['Moved'];
export type NewPasswordForm = components['schemas']['NewPasswordForm'];
export type NewStreamKey = components['schemas']['NewStreamKey'];
export type NoticeList = components['schemas']['NoticeList'];
export type NoticesReadForm = components['schemas']['NoticesReadForm'];
export type Notification = components['schemas']['Notification'];
export type NotificationPage = components['schemas']['NotificationPage'];
export type NotificationSettings = components['schemas']['NotificationSettings'];
export type NotificationSettingsForm = components['schemas']['NotificationSettingsForm'];
export type OperatedAccount = components['schemas']['OperatedAccount'];
export type OperatedGift = components['schemas']['OperatedGift'];
export type OperatedGifts = components['schemas']['OperatedGifts'];
export type OperatedPayout = components['schemas']['OperatedPayout'];
export type OperatedPayoutList = components['schemas']['OperatedPayoutList'];
export type OperatedPurchase = components['schemas']['OperatedPurchase'];
export type OperatedPurchaseList = components['schemas']['OperatedPurchaseList'];
export type OperatedReview = components['schemas']['OperatedReview'];
export type Outbox = components['schemas']['Outbox'];
export type OutcomeBody = components['schemas']['OutcomeBody'];
export type Overview = components['schemas']['Overview'];
export type OwnEvents = components['schemas']['OwnEvents'];
export type OwnReplayPage = components['schemas']['OwnReplayPage'];
export type Pack = components['schemas']['Pack'];
export type PackTax = components['schemas']['PackTax'];
export type Part = components['schemas']['Part'];
export type Passkey = components['schemas']['Passkey'];
export type PasskeyForm = components['schemas']['PasskeyForm'];
export type PasskeyList = components['schemas']['PasskeyList'];
export type PasskeyNameForm = components['schemas']['PasskeyNameForm'];
export type PasskeyOptions = components['schemas']['PasskeyOptions'];
export type PasskeySignInForm = components['schemas']['PasskeySignInForm'];
export type PasswordForm = components['schemas']['PasswordForm'];
export type PaymentsOffer = components['schemas']['PaymentsOffer'];
export type Payout = components['schemas']['Payout'];
export type PayoutDecisionForm = components['schemas']['PayoutDecisionForm'];
export type PayoutForm = components['schemas']['PayoutForm'];
export type PayoutList = components['schemas']['PayoutList'];
export type PayoutRecipient = components['schemas']['PayoutRecipient'];
export type PayoutSetup = components['schemas']['PayoutSetup'];
export type PendingLimits = components['schemas']['PendingLimits'];
export type PersonFound = components['schemas']['PersonFound'];
export type Platform = components['schemas']['Platform'];
export type Play = components['schemas']['Play'];
export type PolicyError = components['schemas']['PolicyError'];
export type PolicyState = components['schemas']['PolicyState'];
export type Post = components['schemas']['Post'];
export type Preview = components['schemas']['Preview'];
export type PreviewForm = components['schemas']['PreviewForm'];
export type Profile = components['schemas']['Profile'];
export type ProfileForm = components['schemas']['ProfileForm'];
export type ProfileLink = components['schemas']['ProfileLink'];
export type Purchase = components['schemas']['Purchase'];
export type PurchaseForm = components['schemas']['PurchaseForm'];
export type PurchaseList = components['schemas']['PurchaseList'];
export type PushDevice = components['schemas']['PushDevice'];
export type PushKeysForm = components['schemas']['PushKeysForm'];
export type PushSubscriptionForm = components['schemas']['PushSubscriptionForm'];
export type Quality = components['schemas']['Quality'];
export type QualityReport = components['schemas']['QualityReport'];
export type QuietHoursBody = components['schemas']['QuietHoursBody'];
export type Ranking = components['schemas']['Ranking'];
export type Rate = components['schemas']['Rate'];
export type ReadForm = components['schemas']['ReadForm'];
export type RefundForm = components['schemas']['RefundForm'];
export type Refusal = components['schemas']['Refusal'];
export type RegionForm = components['schemas']['RegionForm'];
export type Rendition = components['schemas']['Rendition'];
export type Replay = components['schemas']['Replay'];
export type ReplayCard = components['schemas']['ReplayCard'];
export type ReplayChange = components['schemas']['ReplayChange'];
export type ReplayComment = components['schemas']['ReplayComment'];
export type ReplayPage = components['schemas']['ReplayPage'];
export type Requirement = components['schemas']['Requirement'];
export type ResetForm = components['schemas']['ResetForm'];
export type Review = components['schemas']['Review'];
export type ReviewDecision = components['schemas']['ReviewDecision'];
export type ReviewForm = components['schemas']['ReviewForm'];
export type ReviewList = components['schemas']['ReviewList'];
export type RoomCard = components['schemas']['RoomCard'];
export type RoomForm = components['schemas']['RoomForm'];
export type RoomList = components['schemas']['RoomList'];
export type SandboxActForm = components['schemas']['SandboxActForm'];
export type SandboxActed = components['schemas']['SandboxActed'];
export type SandboxCheckoutBody = components['schemas']['SandboxCheckoutBody'];
export type SandboxDisputeForm = components['schemas']['SandboxDisputeForm'];
export type SandboxRecipient = components['schemas']['SandboxRecipient'];
export type SandboxRecipientDone = components['schemas']['SandboxRecipientDone'];
export type SandboxRecipientForm = components['schemas']['SandboxRecipientForm'];
export type SearchResults = components['schemas']['SearchResults'];
export type Session = components['schemas']['Session'];
export type SessionList = components['schemas']['SessionList'];
export type ShareForm = components['schemas']['ShareForm'];
export type ShareLinks = components['schemas']['ShareLinks'];
export type SharedThing = components['schemas']['SharedThing'];
export type SharerOutcome = components['schemas']['SharerOutcome'];
export type SignInForm = components['schemas']['SignInForm'];
export type SignUpForm = components['schemas']['SignUpForm'];
export type SignedIn = components['schemas']['SignedIn'];
export type Spending = components['schemas']['Spending'];
export type Standing = components['schemas']['Standing'];
export type StandingForm = components['schemas']['StandingForm'];
export type Statement = components['schemas']['Statement'];
export type StatementMonth = components['schemas']['StatementMonth'];
export type StatementMonths = components['schemas']['StatementMonths'];
export type StreamKey = components['schemas']['StreamKey'];
export type Strike = components['schemas']['Strike'];
export type Summary = components['schemas']['Summary'];
export type TermsForm = components['schemas']['TermsForm'];
export type Thing = components['schemas']['Thing'];
export type ThingReport = components['schemas']['ThingReport'];
export type Ticket = components['schemas']['Ticket'];
export type TopSenders = components['schemas']['TopSenders'];
export type TopicFound = components['schemas']['TopicFound'];
export type Unread = components['schemas']['Unread'];
export type Video = components['schemas']['Video'];
export type VideoChange = components['schemas']['VideoChange'];
export type VideoComment = components['schemas']['VideoComment'];
export type VideoCommentForm = components['schemas']['VideoCommentForm'];
export type VideoCommentPage = components['schemas']['VideoCommentPage'];
export type VideoForm = components['schemas']['VideoForm'];
export type VideoNumbers = components['schemas']['VideoNumbers'];
export type VideoPage = components['schemas']['VideoPage'];
export type Wallet = components['schemas']['Wallet'];
export type WalletEntry = components['schemas']['WalletEntry'];
export type WalletGift = components['schemas']['WalletGift'];
export type WalletHistory = components['schemas']['WalletHistory'];
export type WayOutcome = components['schemas']['WayOutcome'];
export type WayUrl = components['schemas']['WayUrl'];
export type WaysBody = components['schemas']['WaysBody'];
export type WaysForm = components['schemas']['WaysForm'];
export type WeekOfSenders = components['schemas']['WeekOfSenders'];
export type Weight = components['schemas']['Weight'];
export type WeightsChange = components['schemas']['WeightsChange'];
export type WeightsForm = components['schemas']['WeightsForm'];
export type Why = components['schemas']['Why'];
export type $defs = Record<string, never>;
export interface operations {
    get_top_live: {
        parameters: {
            query?: {
                /** @description Only LIVEs of this topic. */
                topic?: string | null;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedPage"];
                };
            };
            /**
             * @description `feed_cursor_invalid`: The cursor is none that this feed gave this person today.
             *
             *     `unknown_topic`: The topic is none of those that this platform offers.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_for_you: {
        parameters: {
            query?: {
                /** @description `live` for LIVEs only. */
                kinds?: "all" | "live";
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedPage"];
                };
            };
            /** @description `feed_cursor_invalid`: The cursor is none that this feed gave this person today. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    tell_impressions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Impressions"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_ranking: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ranking"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    change_ranking: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WeightsForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ranking"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `weight_invalid`: A weight is outside its limits, or there is none of this name.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `too_long`: More was written than fits.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `weights_changed`: Somebody else changed the weights meanwhile. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    preview_ranking: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `weight_invalid`: A weight is outside its limits, or there is none of this name.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    search: {
        parameters: {
            query?: {
                /** @description What was typed, or is being typed. */
                q?: string;
                /** @description Comma-separated: rooms, people, events, videos, replays, topics; all if left out. */
                kinds?: string | null;
                /** @description Where the page before ended; `kinds` must name one. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchResults"];
                };
            };
            /**
             * @description `query_too_long`: What is looked for is longer than anything that could be found.
             *
             *     `search_kind_unknown`: There is nothing of this kind to be found.
             *
             *     `search_cursor_invalid`: The cursor is none that this search gave out.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_platform: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Platform"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    get_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `not_ready`: This process serves nobody just now; the message says why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_certificate_hash: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    sign_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUpForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `handle_invalid`: The handle cannot be used.
             *
             *     `handle_reserved`: The handle is kept for the platform itself.
             *
             *     `email_invalid`: This is not an e-mail address.
             *
             *     `password_invalid`: The password is too short, too long, or cannot be typed.
             *
             *     `password_common`: The password is one of those that are tried first.
             *
             *     `birth_date_invalid`: This is not a date on which a living person can have been born.
             *
             *     `too_young`: The person is younger than the platform's age for an account; `allowed_on` in the details says until when.
             *
             *     `region_unknown`: This is not an ISO 3166-1 alpha-2 code.
             *
             *     `terms_not_accepted`: An account needs its holder's yes to the terms.
             *
             *     `too_long`: More was written than fits.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `handle_taken`: Somebody else has this handle.
             *
             *     `email_taken`: Another account signs in with this e-mail address.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `sign_in_busy`: Too many people are signing in or up at this moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `wrong_credentials`: No account has this handle or e-mail address with this password; which of the two is wrong is not said. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `sign_in_busy`: Too many people are signing in or up at this moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_session`: The account has no such session, or it has ended. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaybeMe"];
                };
            };
        };
    };
    delete_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeletionForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deletion"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `wrong_password`: The present password, asked for once more, is another one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `sign_in_busy`: Too many people are signing in or up at this moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    update_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `too_long`: More was written than fits.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `topics_invalid`: The topics of a profile are too many, or not all on the platform's list.
             *
             *     `links_invalid`: The links of a profile are too many, or one of them is not a link that it may carry.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    upload_avatar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The file itself; what it is is read from its bytes. */
        requestBody: {
            content: {
                "image/png": string;
                "image/jpeg": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `picture_unreadable`: The upload is not a picture that we can read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `picture_too_large`: The picture has too many bytes or unpacks to too many pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    remove_avatar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    check_handle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandleCheck"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_profile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    follow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `own_account`: One cannot follow oneself. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    unfollow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_followers: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountPage"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_following: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountPage"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_avatar: {
        parameters: {
            query?: {
                /** @description The version, from `avatar_url`. */
                v?: string | null;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": unknown;
                    "image/svg+xml": unknown;
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    send_confirmation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `email_confirmed`: There is no e-mail address that waits to be confirmed. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    confirm_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmationForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmedEmail"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `link_spent`: The link from a mail was used already, or is too old. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `email_taken`: Another account signs in with this e-mail address. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    change_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `email_invalid`: This is not an e-mail address.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `wrong_password`: The present password, asked for once more, is another one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `email_taken`: Another account signs in with this e-mail address. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `sign_in_busy`: Too many people are signing in or up at this moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `password_invalid`: The password is too short, too long, or cannot be typed.
             *
             *     `password_common`: The password is one of those that are tried first.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `wrong_password`: The present password, asked for once more, is another one. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `sign_in_busy`: Too many people are signing in or up at this moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    ask_password_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasswordForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `password_invalid`: The password is too short, too long, or cannot be typed.
             *
             *     `password_common`: The password is one of those that are tried first.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `wrong_credentials`: No account has this handle or e-mail address with this password; which of the two is wrong is not said. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `link_spent`: The link from a mail was used already, or is too old. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `sign_in_busy`: Too many people are signing in or up at this moment. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    change_handle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandleForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `handle_invalid`: The handle cannot be used.
             *
             *     `handle_reserved`: The handle is kept for the platform itself.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `handle_taken`: Somebody else has this handle.
             *
             *     `handle_changed_recently`: The handle was changed not long ago; `allowed_at` in the details says when it can be again.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    correct_birth_date: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BirthDateForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `birth_date_invalid`: This is not a date on which a living person can have been born.
             *
             *     `too_young`: The person is younger than the platform's age for an account; `allowed_on` in the details says until when.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `birth_date_changed_once`: The birth date was corrected once already; a second time is for operators. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    change_region: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegionForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `region_unknown`: This is not an ISO 3166-1 alpha-2 code.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    export_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A zip file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_passkeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyList"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    add_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `passkey_invalid`: What the browser sent about a new passkey is not what was asked for, or came too late.
             *
             *     `passkeys_need_name`: Passkeys hold for a host's name, and this platform was opened by a bare address.
             *
             *     `too_long`: More was written than fits.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `passkey_known`: This passkey is registered already.
             *
             *     `too_many_passkeys`: The account has as many passkeys as it may have.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    begin_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
            /** @description `passkeys_need_name`: Passkeys hold for a host's name, and this platform was opened by a bare address. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_many_passkeys`: The account has as many passkeys as it may have. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    remove_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_passkey`: The account has no such passkey. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    rename_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyNameForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `too_long`: More was written than fits.
             *
             *     `required`: Nothing was written where something is needed.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_passkey`: The account has no such passkey. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    begin_passkey_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
            /** @description `passkeys_need_name`: Passkeys hold for a host's name, and this platform was opened by a bare address. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    sign_in_with_passkey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeySignInForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `passkeys_need_name`: Passkeys hold for a host's name, and this platform was opened by a bare address.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `passkey_refused`: No account has this passkey, or it was used too late or wrongly. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_outbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outbox"];
                };
            };
            /** @description `not_found`: There is no such thing, or none that this account may know of. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_own_standing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Standing"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    find_accounts: {
        parameters: {
            query?: {
                /** @description Part of a handle or nickname, or a whole e-mail address or id; empty for those that operators decided about lately. */
                query?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountList"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_account_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountFile"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    decide_standing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StandingForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountFile"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `too_long`: More was written than fits.
             *
             *     `suspension_end_invalid`: A suspension needs an end that is to come and not too far away; nothing else has one.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             *
             *     `own_standing`: Nobody decides about their own standing.
             *
             *     `operator_standing`: Operators cannot suspend or ban each other from the page: one of them could shut out all the others.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `already_banned`: A ban is the last step; only lifting it changes anything.
             *
             *     `nothing_to_lift`: The account is in good standing.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_operators_log: {
        parameters: {
            query?: {
                /** @description From `next_before`. */
                before?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPage"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    check_operators_log: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogCheck"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_live_access: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveAccess"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_quality: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QualityReport"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    accept_live_terms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TermsForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveAccess"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `terms_changed`: The version that was accepted is not the one in force; `version` in the details is. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    apply_for_review: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveAccess"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `too_long`: More was written than fits.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `review_not_needed`: A review stands in for followers and quality, and nothing is missing there.
             *
             *     `review_waiting`: The account has applied already, and nobody has decided yet.
             *
             *     `review_too_soon`: The last application was refused not long ago; `again_at` in the details says from when on one may apply.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    withdraw_review: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveAccess"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_review`: There is no such application: it was withdrawn, or never made. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_notices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeList"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    mark_notices_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoticesReadForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeList"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_reviews: {
        parameters: {
            query?: {
                /** @description Those in this state. */
                state?: "waiting" | "granted" | "refused" | "all";
                /** @description From `next`. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewList"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    decide_review: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatedReview"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `too_long`: More was written than fits.
             *
             *     `decision_end_invalid`: A decision cannot end in the past, nor in another generation.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             *
             *     `own_review`: Nobody decides on an application of their own.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_review`: There is no such application: it was withdrawn, or never made. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_live_access_of: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveAccess"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_policy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyState"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_rooms: {
        parameters: {
            query?: {
                /** @description Only rooms of this topic. */
                topic?: string | null;
                /** @description Only rooms whose hosts the one who asks follows. */
                followed?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomList"];
                };
            };
            /** @description `unknown_topic`: The topic is none of those that this platform offers. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    create_room: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoomForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Room"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `title_missing`: A LIVE needs a title.
             *
             *     `title_too_long`: The title does not fit.
             *
             *     `unknown_topic`: The topic is none of those that this platform offers.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_live_access`: The account may not go live; `requirements` in the details says what is asked and what is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `already_live`: The host has a LIVE that has not ended; `room_id` in the details names it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_live_room_of: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaybeRoomCard"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_my_room: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaybeRoom"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_cover: {
        parameters: {
            query?: {
                /** @description The version, from `cover_url`. */
                v?: string | null;
            };
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": unknown;
                    "image/jpeg": unknown;
                    "image/svg+xml": unknown;
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_room`: There is no such room, or it is being prepared by somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    upload_cover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        /** @description The file itself; what it is is read from its bytes. */
        requestBody: {
            content: {
                "image/png": string;
                "image/jpeg": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Room"];
                };
            };
            /** @description `picture_unreadable`: The upload is not a picture that we can read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_host`: Only the room's host may do this.
             *
             *     `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_room`: There is no such room, or it is being prepared by somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `room_ended`: The LIVE is over. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `picture_too_large`: The picture has too many bytes or unpacks to too many pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    issue_publisher_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_host`: Only the room's host may do this.
             *
             *     `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_room`: There is no such room, or it is being prepared by somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `room_ended`: The LIVE is over.
             *
             *     `live_from_encoder`: A browser wants to publish into a LIVE that comes from an encoder.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    start_room: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Room"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_host`: Only the room's host may do this.
             *
             *     `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_room`: There is no such room, or it is being prepared by somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `room_ended`: The LIVE is over.
             *
             *     `no_picture`: The relay sees no frames from the host.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    end_room: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_host`: Only the room's host may do this.
             *
             *     `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_room`: There is no such room, or it is being prepared by somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_summary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_host`: Only the room's host may do this.
             *
             *     `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_room`: There is no such room, or it is being prepared by somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_moderators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModeratorList"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    name_moderator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModeratorList"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `own_moderator`: A host cannot be a moderator of their own LIVEs.
             *
             *     `too_many_moderators`: The host has named as many as one may; `moderators_max` in the details says how many.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    dismiss_moderator: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModeratorList"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_stream_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamKey"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    renew_stream_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewStreamKey"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    delete_stream_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    set_auto_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AutoLiveForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamKey"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `title_missing`: A LIVE needs a title.
             *
             *     `title_too_long`: The title does not fit.
             *
             *     `unknown_topic`: The topic is none of those that this platform offers.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_stream_key`: The account has no stream key. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_room: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Room"];
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_room`: There is no such room, or it is being prepared by somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    issue_viewer_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_room`: There is no such room, or it is being prepared by somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_on_air`: The LIVE has not begun.
             *
             *     `room_ended`: The LIVE is over.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_media_clock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MediaClock"];
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_room`: There is no such room, or it is being prepared by somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_on_air`: The LIVE has not begun.
             *
             *     `room_ended`: The LIVE is over.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_gifts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catalogue"];
                };
            };
        };
    };
    send_gift: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendGift"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GiftSentResult"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `gift_count_invalid`: One command sends 1 gift, or a row of up to `count_max` (in the details) of the same.
             *
             *     `bad_idempotency_key`: An idempotency key is 8 to 64 visible ASCII characters.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             *
             *     `too_young_for_gifts`: Too young to buy coins, to send or receive gifts, or to withdraw.
             *
             *     The details say `who`: oneself (`sender`), with the age and the day from which one may, or the `recipient`, of whom
             *     neither is anybody's business.
             *
             *     `suspended`: The account is suspended: it may watch, and not go live, comment or post. See `until` and `reason`.
             *
             *     `banned`: The account is banned; `reason` is in the details.
             *
             *     `money_frozen`: An operator has frozen this account's coins and diamonds; nothing is spent or withdrawn, and nothing is lost.
             *
             *     `recipient_restrained`: The recipient is suspended or banned, or is leaving.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `no_such_room`: There is no such room, or it is being prepared by somebody else.
             *
             *     `gift_unknown`: There is no such gift in the catalogue.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `idempotency_key_reused`: The key stands for another request already; nothing was done.
             *
             *     `not_on_air`: The LIVE has not begun.
             *
             *     `room_ended`: The LIVE is over.
             *
             *     `gift_to_oneself`: Nobody sends themselves gifts.
             *
             *     `recipient_not_on_stage`: A gift is for the host, or for a guest on the stage.
             *
             *     `gift_retired`: The gift is not offered any more.
             *
             *     `gift_price_changed`: The gift has another price by now; `price_coins` in the details is it.
             *
             *     `cooling_off`: Today's spending leapt; `until` in the details says when gifts can be sent again.
             *
             *     `spending_limit_reached`: The limit that the sender set themselves; the details say which (`day` or `month`), what it is and is left.
             *
             *     `not_enough_coins`: The wallet does not cover it; the details say `balance_coins` and `needed_coins`.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: `gifts_per_10_s` is reached. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `gifts_busy`: More gifts wait to be written than the server takes on. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_top_senders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TopSenders"];
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_room`: There is no such room, or it is being prepared by somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_gift_totals: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                room_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GiftTotals"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             *
             *     `not_the_host`: Only the room's host may do this.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_room`: There is no such room, or it is being prepared by somebody else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_top_senders_of_week: {
        parameters: {
            query?: {
                /** @description As `2026-W47` (ISO 8601); this week if left out. */
                week?: string | null;
            };
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WeekOfSenders"];
                };
            };
            /** @description `week_invalid`: A week is written as `2026-W47` (ISO 8601). */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_spending: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Spending"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    set_spending_limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LimitsForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Spending"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `spending_limit_invalid`: A limit is a whole number of coins from 0, and none a day is more than the one a month.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_operated_gifts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatedGifts"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    add_gift: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GiftForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatedGift"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `gift_price_invalid`: A gift costs a whole number of coins, 1 to 30,000.
             *
             *     `gift_art_unknown`: There is no picture of this name; the details list those that there are.
             *
             *     `gift_position_invalid`: A place among the gifts is a whole number from 0.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `too_long`: More was written than fits.
             *
             *     `gift_id_invalid`: An id in the catalogue is lower-case letters, digits and underscores, beginning with a letter.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `gift_exists`: The catalogue has a gift of this id. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    change_gift: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                gift_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GiftChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatedGift"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `gift_price_invalid`: A gift costs a whole number of coins, 1 to 30,000.
             *
             *     `gift_art_unknown`: There is no picture of this name; the details list those that there are.
             *
             *     `gift_position_invalid`: A place among the gifts is a whole number from 0.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `too_long`: More was written than fits.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `gift_unknown`: There is no such gift in the catalogue. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_flows: {
        parameters: {
            query?: {
                /** @description Those in this state. */
                state?: "open" | "dismissed" | "frozen";
                /** @description From `next_before`. */
                before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowList"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_flow_gifts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowGifts"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_flow`: There is no such finding. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    decide_flow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlowDecisionForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `too_long`: More was written than fits.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             *
             *     `own_flow`: Nobody decides about a finding that names themselves.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_flow`: There is no such finding. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `flow_decided`: What is asked for does not fit how the finding stands; `state` is in the details. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_following_video_feed: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoPage"];
                };
            };
            /** @description `bad_cursor`: The cursor is none that this list gave out. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_videos_of: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoPage"];
                };
            };
            /** @description `bad_cursor`: The cursor is none that this list gave out. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_my_videos: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoPage"];
                };
            };
            /** @description `bad_cursor`: The cursor is none that this list gave out. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    create_video: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VideoForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Video"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `caption_too_long`: The caption does not fit.
             *
             *     `video_empty`: The file has no bytes, or fewer than none.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `suspended`: The account is suspended: it may watch, and not go live, comment or post. See `until` and `reason`.
             *
             *     `banned`: The account is banned; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_many_uploads`: The account has as many unfinished uploads as it may. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `video_too_big`: The file has more bytes than are taken. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    upload_video_bytes: {
        parameters: {
            query: {
                /** @description Where in the file they belong: `uploaded_bytes`. */
                offset: number;
            };
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        /** @description The file's bytes from `offset` on: 64 KiB to 4 MiB, the last part may be smaller. */
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Video"];
                };
            };
            /**
             * @description `part_too_small`: A part of an upload that is not the last one has too few bytes.
             *
             *     `video_empty`: The file has no bytes, or fewer than none.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_author`: Only the video's author may do this.
             *
             *     `video_for_followers`: The author shows this video to followers only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_video`: There is no such video, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `offset_mismatch`: The bytes do not follow on those that are here; `uploaded_bytes` in the details says where to go on.
             *
             *     `upload_finished`: All bytes of this video are here.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `video_too_big`: The file has more bytes than are taken. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_video: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Video"];
                };
            };
            /** @description `video_for_followers`: The author shows this video to followers only. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_video`: There is no such video, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    delete_video: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_author`: Only the video's author may do this.
             *
             *     `video_for_followers`: The author shows this video to followers only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_video`: There is no such video, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    update_video: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VideoChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Video"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `caption_too_long`: The caption does not fit.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `suspended`: The account is suspended: it may watch, and not go live, comment or post. See `until` and `reason`.
             *
             *     `banned`: The account is banned; `reason` is in the details.
             *
             *     `not_the_author`: Only the video's author may do this.
             *
             *     `video_for_followers`: The author shows this video to followers only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_video`: There is no such video, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_video_numbers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoNumbers"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_author`: Only the video's author may do this.
             *
             *     `video_for_followers`: The author shows this video to followers only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_video`: There is no such video, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `video_not_ready`: The video cannot be played yet, or never. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_video_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": unknown;
                    "image/webp": unknown;
                };
            };
            /** @description The part that `Range` asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": unknown;
                    "image/webp": unknown;
                };
            };
            /** @description It is what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `video_for_followers`: The author shows this video to followers only. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `no_such_video`: There is no such video, or it is not for the one who asks.
             *
             *     `no_such_video_file`: The video has no file of this name.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `range_not_satisfiable`: The file has no such bytes; `size_bytes` in the details says how many it has. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    like_video: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Video"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `video_for_followers`: The author shows this video to followers only. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_video`: There is no such video, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `video_not_ready`: The video cannot be played yet, or never. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    unlike_video: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Video"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `video_for_followers`: The author shows this video to followers only. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_video`: There is no such video, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_video_comments: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoCommentPage"];
                };
            };
            /** @description `bad_cursor`: The cursor is none that this list gave out. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `video_for_followers`: The author shows this video to followers only. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_video`: There is no such video, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    write_video_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VideoCommentForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VideoComment"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `video_comment_missing`: There is nothing to say.
             *
             *     `video_comment_too_long`: The comment does not fit.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `suspended`: The account is suspended: it may watch, and not go live, comment or post. See `until` and `reason`.
             *
             *     `banned`: The account is banned; `reason` is in the details.
             *
             *     `video_for_followers`: The author shows this video to followers only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_video`: There is no such video, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `video_not_ready`: The video cannot be played yet, or never. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    delete_video_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
                comment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `video_for_followers`: The author shows this video to followers only.
             *
             *     `not_your_comment`: Only who wrote a comment, or the video's author, may remove it.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `no_such_video`: There is no such video, or it is not for the one who asks.
             *
             *     `no_such_video_comment`: Nobody wrote this under this video.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    begin_play: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Play"];
                };
            };
            /** @description `video_for_followers`: The author shows this video to followers only. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_video`: There is no such video, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `video_not_ready`: The video cannot be played yet, or never. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    report_watched: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                video_id: string;
                play_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Watched
                     * @description From and to, in seconds of the video, in the order in which they were watched.
                     */
                    watched: [
                        number,
                        number
                    ][];
                };
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_play`: Nobody began to watch under this id, or it was so long ago that it is forgotten. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_replays_of: {
        parameters: {
            query?: {
                /** @description `next_before` of the page before. */
                before?: string | null;
            };
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayPage"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_my_replays: {
        parameters: {
            query?: {
                /** @description `next_before` of the page before. */
                before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnReplayPage"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_replay`: There is no such replay, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    delete_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_replays_host`: Only the host of the LIVE may do this.
             *
             *     `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_replay`: There is no such replay, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    update_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `replay_title_missing`: A replay needs a title.
             *
             *     `replay_title_too_long`: The title does not fit.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `suspended`: The account is suspended: it may watch, and not go live, comment or post. See `until` and `reason`.
             *
             *     `banned`: The account is banned; `reason` is in the details.
             *
             *     `not_the_replays_host`: Only the host of the LIVE may do this.
             *
             *     `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_replay`: There is no such replay, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_replay_moments: {
        parameters: {
            query: {
                /** @description Seconds of the replay. */
                from_s: number;
                /** @description Seconds of the replay. */
                until_s: number;
            };
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Moments"];
                };
            };
            /** @description `moments_invalid`: The time that is asked about is none, or too long. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_replay`: There is no such replay, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    view_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_replay`: There is no such replay, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    post_highlight: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HighlightForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Video"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `highlight_invalid`: The part to cut is none, too short, too long, or outside of the replay.
             *
             *     `bad_idempotency_key`: An idempotency key is 8 to 64 visible ASCII characters.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `suspended`: The account is suspended: it may watch, and not go live, comment or post. See `until` and `reason`.
             *
             *     `banned`: The account is banned; `reason` is in the details.
             *
             *     `not_the_replays_host`: Only the host of the LIVE may do this.
             *
             *     `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_replay`: There is no such replay, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `highlight_posted`: The very same part was posted before, and its video is there; `video_id` names it.
             *
             *     `idempotency_key_reused`: The key stands for another request already; nothing was done.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    download_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole film. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": unknown;
                };
            };
            /** @description The part that `Range` asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": unknown;
                };
            };
            /** @description It is what `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_replays_host`: Only the host of the LIVE may do this.
             *
             *     `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `no_such_replay`: There is no such replay, or it is not for the one who asks.
             *
             *     `no_such_replay_file`: The replay has no such file.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `replay_not_ready`: The LIVE goes on; this can be done when it has ended. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `range_not_satisfiable`: The file has no such bytes; `size_bytes` in the details says how many it has. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_replay_playlist: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The playlist (HLS). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apple.mpegurl": unknown;
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_replay`: There is no such replay, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_replay_media: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description fMP4, as the playlist names it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "video/mp4": unknown;
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `no_such_replay`: There is no such replay, or it is not for the one who asks.
             *
             *     `no_such_replay_file`: The replay has no such file.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_replay_cover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                replay_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            /**
             * @description `followers_only`: The host shows this LIVE to followers only.
             *
             *     `adults_only`: The host shows this LIVE to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `no_such_replay`: There is no such replay, or it is not for the one who asks.
             *
             *     `no_such_replay_file`: The replay has no such file.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    share: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShareForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareLinks"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `forbidden`: This account may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_thing`: There is nothing of this kind, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_share_qr: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The code. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": unknown;
                };
            };
            /** @description `forbidden`: This account may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `no_such_share`: No link has this code, or not to this page.
             *
             *     `no_such_thing`: There is nothing of this kind, or it is not for the one who asks.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    arrive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArrivalForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_share`: No link has this code, or not to this page. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_my_shares: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_my_shares_of: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: "live" | "video" | "replay" | "event" | "profile";
                thing_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThingReport"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_thing`: There is nothing of this kind, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_my_embedding: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbeddingBody"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    put_my_embedding: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmbeddingBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbeddingBody"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `site_invalid`: What was written is no site.
             *
             *     `too_many_sites`: More sites than a list takes.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_preview: {
        parameters: {
            query?: {
                /** @description How wide it shall be, in pixels; 1200 at most. */
                w?: number | null;
                /** @description What tells one picture from the one before. */
                v?: string | null;
            };
            header?: never;
            path: {
                kind: "live" | "video" | "replay" | "event" | "profile";
                thing_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture: 1200 by 630 pixels, or less. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            /** @description `width_invalid`: No preview is so wide. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `forbidden`: This account may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_thing`: There is nothing of this kind, or it is not for the one who asks. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_oembed: {
        parameters: {
            query?: {
                /** @description Of a LIVE, video, replay, event or profile of this platform. */
                url?: string;
                /** @description `json` or `xml`. */
                format?: string;
                /** @description Pixels that there is room for. */
                maxwidth?: string | null;
                /** @description Likewise. */
                maxheight?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description See https://oembed.com, section 2.3. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/xml": unknown;
                };
            };
            /** @description `size_invalid`: No size in whole pixels. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_for_everybody`: It is there, and not for everybody; the status is the one that the oEmbed specification asks for. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `nothing_to_embed`: The address is none of ours, or nothing is there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `format_unknown`: Neither JSON nor XML; the status is the one that the oEmbed specification asks for. */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_events: {
        parameters: {
            query?: {
                /** @description Only events of this topic. */
                topic?: string | null;
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /**
             * @description `bad_cursor`: The cursor is none that this list gave out.
             *
             *     `unknown_topic`: The topic is none of those that this platform offers.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    schedule_event: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `event_title_missing`: An event needs a title.
             *
             *     `unknown_topic`: The topic is none of those that this platform offers.
             *
             *     `event_duration_invalid`: An event is that short or that long.
             *
             *     `time_unreadable`: The time is none that a wall clock shows.
             *
             *     `unknown_zone`: There is no such zone.
             *
             *     `no_such_hour`: The clocks go forward over this time; `next` in the details is what they show instead.
             *
             *     `hour_comes_twice`: The clocks go back over this time; `first` and `second` in the details are the moments that it may mean.
             *
             *     `event_in_the_past`: The time has gone by.
             *
             *     `event_too_far_ahead`: The time is further ahead than events can be scheduled.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_live_access`: The account may not go live; `requirements` in the details says what is asked and what is missing. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `events_overlap`: The host has another event at that time; the details name it.
             *
             *     `too_many_events`: The host has as many events coming up as one may have.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_events_of: {
        parameters: {
            query?: {
                /** @description What is on or to come, the next first; or what is over, the latest first. */
                when?: "upcoming" | "past";
                /** @description `next_cursor` of the page before. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description `bad_cursor`: The cursor is none that this list gave out. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_my_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnEvents"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_calendar_of: {
        parameters: {
            query?: {
                /** @description `key` of `GET /me/calendar`, for programs that cannot sign in. */
                key?: string | null;
            };
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An iCalendar file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": unknown;
                };
            };
            /**
             * @description `no_such_account`: There is no account of this name or id.
             *
             *     `no_such_calendar`: The key in the calendar's address holds no longer, or never did.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_my_calendar_feed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An iCalendar file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": unknown;
                };
            };
            /** @description `no_such_calendar`: The key in the calendar's address holds no longer, or never did. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_my_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarAddresses"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    renew_my_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarAddresses"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /**
             * @description `event_for_followers`: The host shows this event to followers only; `handle` in the details is the host's.
             *
             *     `event_for_adults`: The host shows this event to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_event`: There is no such event. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    change_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `event_title_missing`: An event needs a title.
             *
             *     `unknown_topic`: The topic is none of those that this platform offers.
             *
             *     `event_duration_invalid`: An event is that short or that long.
             *
             *     `time_unreadable`: The time is none that a wall clock shows.
             *
             *     `unknown_zone`: There is no such zone.
             *
             *     `no_such_hour`: The clocks go forward over this time; `next` in the details is what they show instead.
             *
             *     `hour_comes_twice`: The clocks go back over this time; `first` and `second` in the details are the moments that it may mean.
             *
             *     `event_in_the_past`: The time has gone by.
             *
             *     `event_too_far_ahead`: The time is further ahead than events can be scheduled.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_events_host`: Only the event's host may do this.
             *
             *     `event_for_followers`: The host shows this event to followers only; `handle` in the details is the host's.
             *
             *     `event_for_adults`: The host shows this event to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_event`: There is no such event. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `events_overlap`: The host has another event at that time; the details name it.
             *
             *     `event_not_open`: It has begun, is over or was cancelled, so this cannot be done any more; `state` in the details says which.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    cancel_event: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventCancellation"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_events_host`: Only the event's host may do this.
             *
             *     `event_for_followers`: The host shows this event to followers only; `handle` in the details is the host's.
             *
             *     `event_for_adults`: The host shows this event to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_event`: There is no such event. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `event_not_open`: It has begun, is over or was cancelled, so this cannot be done any more; `state` in the details says which. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_event_cover: {
        parameters: {
            query?: {
                /** @description The version, from `cover_url`. */
                v?: string | null;
            };
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": unknown;
                };
            };
            /**
             * @description `event_for_followers`: The host shows this event to followers only; `handle` in the details is the host's.
             *
             *     `event_for_adults`: The host shows this event to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_event`: There is no such event. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    upload_event_cover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        /** @description The file itself; what it is is read from its bytes. */
        requestBody: {
            content: {
                "image/png": string;
                "image/jpeg": string;
                "image/webp": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description `picture_unreadable`: The upload is not a picture that we can read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_events_host`: Only the event's host may do this.
             *
             *     `event_for_followers`: The host shows this event to followers only; `handle` in the details is the host's.
             *
             *     `event_for_adults`: The host shows this event to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_event`: There is no such event. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `picture_too_large`: The picture has too many bytes or unpacks to too many pixels. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    set_event_room: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventRoom"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_events_host`: Only the event's host may do this.
             *
             *     `event_for_followers`: The host shows this event to followers only; `handle` in the details is the host's.
             *
             *     `event_for_adults`: The host shows this event to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `no_such_event`: There is no such event.
             *
             *     `no_such_room`: There is no such room, or it is being prepared by somebody else.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `event_not_due`: It is too early to begin; `due_from` in the details says from when on one may.
             *
             *     `event_not_open`: It has begun, is over or was cancelled, so this cannot be done any more; `state` in the details says which.
             *
             *     `room_too_narrow`: The LIVE is for fewer people than the event is; `audience` in the details is the event's.
             *
             *     `room_ended`: The LIVE is over.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    unset_event_room: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_the_events_host`: Only the event's host may do this.
             *
             *     `event_for_followers`: The host shows this event to followers only; `handle` in the details is the host's.
             *
             *     `event_for_adults`: The host shows this event to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_event`: There is no such event. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    say_going: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `event_for_followers`: The host shows this event to followers only; `handle` in the details is the host's.
             *
             *     `event_for_adults`: The host shows this event to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_event`: There is no such event. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `event_not_open`: It has begun, is over or was cancelled, so this cannot be done any more; `state` in the details says which.
             *
             *     `host_is_going`: The host of an event need not say that they will come.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    say_not_going: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `event_for_followers`: The host shows this event to followers only; `handle` in the details is the host's.
             *
             *     `event_for_adults`: The host shows this event to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_event`: There is no such event. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_event_calendar: {
        parameters: {
            query?: {
                /** @description `key` of `GET /me/calendar`, for programs that cannot sign in. */
                key?: string | null;
            };
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An iCalendar file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": unknown;
                };
            };
            /**
             * @description `event_for_followers`: The host shows this event to followers only; `handle` in the details is the host's.
             *
             *     `event_for_adults`: The host shows this event to adults only.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `no_such_event`: There is no such event.
             *
             *     `no_such_calendar`: The key in the calendar's address holds no longer, or never did.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_notifications: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the part before. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationPage"];
                };
            };
            /** @description `bad_cursor`: The cursor is none that this list gave out. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    count_unread_notifications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unread"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    mark_notifications_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unread"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_notification_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationSettings"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    change_notification_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationSettingsForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationSettings"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `unknown_zone`: There is no such zone.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    add_push_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PushSubscriptionForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushDevice"];
                };
            };
            /**
             * @description `push_endpoint_refused`: The address is none of a push service that this server may send to.
             *
             *     `push_keys_invalid`: The keys of the subscription are not as RFC 8291 has them.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `push_switched_off`: The operator of this platform has switched pushes off. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    remove_push_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_wallet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Wallet"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_wallet_history: {
        parameters: {
            query?: {
                /** @description From `next_before`. */
                before?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletHistory"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_purchases: {
        parameters: {
            query?: {
                /** @description From `next_before`. */
                before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseList"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    buy_coins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurchaseForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Purchase"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `bad_idempotency_key`: An idempotency key is 8 to 64 visible ASCII characters.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `too_young_for_gifts`: Too young to buy coins, to send or receive gifts, or to withdraw.
             *
             *     The details say `who`: oneself (`sender`), with the age and the day from which one may, or the `recipient`, of whom
             *     neither is anybody's business.
             *
             *     `money_frozen`: An operator has frozen this account's coins and diamonds; nothing is spent or withdrawn, and nothing is lost.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_pack`: There is no such pack of coins where this person lives. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `idempotency_key_reused`: The key stands for another request already; nothing was done.
             *
             *     `buying_limit_reached`: More coins than one account may buy in 24 hours; the details say how many are left.
             *
             *     `payment_provider_refused`: The payment provider refuses what was asked of it; the message has its reason.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `payment_provider_unavailable`: The payment provider cannot be reached, or does not answer in time. Nothing was lost: ask again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_purchase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                purchase_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Purchase"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_purchase`: There is no such purchase, or it is somebody else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    receive_webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description `webhook_refused`: What came is not from the payment provider, is too old, or cannot be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_provider`: This platform does not use that payment provider. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `payment_provider_unavailable`: The payment provider cannot be reached, or does not answer in time. Nothing was lost: ask again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_sandbox_checkout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkout_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SandboxCheckoutBody"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_checkout`: There is no such payment in the sandbox, or it is somebody else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    act_at_sandbox_checkout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkout_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SandboxActForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SandboxActed"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_checkout`: There is no such payment in the sandbox, or it is somebody else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `checkout_is_over`: The payment in the sandbox was paid, declined or cancelled, or its time is over. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    find_purchases: {
        parameters: {
            query?: {
                /** @description Who bought (part of a handle or nickname, or a whole e-mail address or id), or the number of the purchase, here or at the provider; empty for all. */
                query?: string;
                /** @description From `next_before`. */
                before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatedPurchaseList"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    refund_purchase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                purchase_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatedPurchase"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `bad_idempotency_key`: An idempotency key is 8 to 64 visible ASCII characters.
             *
             *     `bad_amount`: An amount that is no whole number of minor units, or out of bounds.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `too_long`: More was written than fits.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_purchase`: There is no such purchase, or it is somebody else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `idempotency_key_reused`: The key stands for another request already; nothing was done.
             *
             *     `not_paid`: What was never paid cannot be refunded.
             *
             *     `dispute_stands`: The bank decides about a disputed payment; it cannot be refunded beside that.
             *
             *     `refund_too_large`: More than what is left of the payment; the details say how much that is.
             *
             *     `refund_pending`: A refund of this purchase was asked for a moment ago, and the provider has not answered yet.
             *
             *     `payment_provider_refused`: The payment provider refuses what was asked of it; the message has its reason.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `payment_provider_unavailable`: The payment provider cannot be reached, or does not answer in time. Nothing was lost: ask again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    dispute_sandbox_purchase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                purchase_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SandboxDisputeForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatedPurchase"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_purchase`: There is no such purchase, or it is somebody else's. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `not_paid`: What was never paid cannot be refunded.
             *
             *     `sandbox_only`: Only the sandbox can do this; here money is real.
             *
             *     `payment_provider_refused`: The payment provider refuses what was asked of it; the message has its reason.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_earnings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Earnings"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_earnings_days: {
        parameters: {
            query?: {
                /** @description How many, today included. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EarningsDays"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_earnings_entries: {
        parameters: {
            query?: {
                /** @description Of this day (UTC) only. */
                day?: string | null;
                /** @description From `next_before`. */
                before?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EarningsEntries"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_statements: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatementMonths"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_statement: {
        parameters: {
            query?: {
                /** @description `csv` is a table for spreadsheets. */
                format?: "json" | "csv";
            };
            header?: never;
            path: {
                month: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                    "text/csv": string;
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `month_invalid`: A month is written as 2026-11.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    set_up_payouts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutSetup"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `too_young_for_gifts`: Too young to buy coins, to send or receive gifts, or to withdraw.
             *
             *     The details say `who`: oneself (`sender`), with the age and the day from which one may, or the `recipient`, of whom
             *     neither is anybody's business.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `payment_provider_refused`: The payment provider refuses what was asked of it; the message has its reason. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `too_fast`: A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `payment_provider_unavailable`: The payment provider cannot be reached, or does not answer in time. Nothing was lost: ask again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_payouts: {
        parameters: {
            query?: {
                /** @description From `next_before`. */
                before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutList"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `bad_amount`: An amount that is no whole number of minor units, or out of bounds.
             *
             *     `bad_idempotency_key`: An idempotency key is 8 to 64 visible ASCII characters.
             *
             *     `below_payout_minimum`: Less than the least that can be withdrawn; see `minimum` (minor units), `currency` and `diamonds`.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `too_young_for_gifts`: Too young to buy coins, to send or receive gifts, or to withdraw.
             *
             *     The details say `who`: oneself (`sender`), with the age and the day from which one may, or the `recipient`, of whom
             *     neither is anybody's business.
             *
             *     `money_frozen`: An operator has frozen this account's coins and diamonds; nothing is spent or withdrawn, and nothing is lost.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `idempotency_key_reused`: The key stands for another request already; nothing was done.
             *
             *     `dispute_unresolved`: A payment of the host's own is disputed at the bank; until that is decided nothing is paid out.
             *
             *     `coins_owed`: The host owes coins that were spent and then refunded; `debt_coins` says how many.
             *
             *     `no_payout_recipient`: The host has not said where money shall go.
             *
             *     `payout_recipient_not_ready`: The account at the payment provider cannot be paid: it is incomplete, restricted or closed; see `state`.
             *
             *     `not_withdrawable`: More diamonds than can be withdrawn now: `withdrawable_diamonds`.
             *
             *     `above_payout_daily_maximum`: More than may be withdrawn in a day (UTC); `left` (minor units of `currency`) is what may be, still.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    cancel_payout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payout"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_payout`: There is no payout of this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `payout_under_way`: It is too late for this; see `state`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    get_sandbox_recipient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SandboxRecipient"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_sandbox`: Payments are real here, or there is no such thing in the sandbox. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    act_on_sandbox_recipient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SandboxRecipientForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SandboxRecipientDone"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_sandbox`: Payments are real here, or there is no such thing in the sandbox. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_operated_payouts: {
        parameters: {
            query?: {
                /** @description Those in this state. */
                state?: ("in_review" | "approved" | "sending" | "sent" | "paid" | "refused" | "failed" | "returned" | "cancelled") | "all";
                /** @description From `next_before`. */
                before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatedPayoutList"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    decide_payout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutDecisionForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatedPayout"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `too_long`: More was written than fits.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             *
             *     `own_payout`: Nobody decides about their own money.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_payout`: There is no payout of this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `payout_under_way`: It is too late for this; see `state`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    freeze_money: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FreezeForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Freeze"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `too_long`: More was written than fits.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             *
             *     `own_freeze`: Nobody decides about their own money.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `already_frozen`: The account's money is frozen already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    unfreeze_money: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                handle: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FreezeForm"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Freeze"];
                };
            };
            /**
             * @description `bad_input`: What was sent can never be accepted as it is.
             *
             *     `required`: Nothing was written where something is needed.
             *
             *     `too_long`: More was written than fits.
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             *
             *     `own_freeze`: Nobody decides about their own money.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_frozen`: The account's money is not frozen. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    list_freezes: {
        parameters: {
            query?: {
                /** @description In force, or lifted. */
                state?: "open" | "lifted";
                /** @description Only this person's, by their handle. */
                account?: string | null;
                /** @description From `next_before`. */
                before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreezeList"];
                };
            };
            /** @description `bad_input`: What was sent can never be accepted as it is. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `not_signed_in`: The act needs an account. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /**
             * @description `operators_only`: Only operators may do this.
             *
             *     `operator_restrained`: Who is suspended or banned does not run the platform meanwhile; `reason` is in the details.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description `no_such_account`: There is no account of this name or id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
}
