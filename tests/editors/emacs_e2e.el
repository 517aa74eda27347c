;;; emacs_e2e.el --- Bowline through the standard alone, in a real Emacs with eglot  -*- lexical-binding: t -*-

;; eglot knows nothing of Bowline: this shows what any client of the Language Server Protocol gets. `run.sh emacs' prepares it:
;;   BOWLINE_SERVER=…/bowline BOWLINE_SAMPLE=<scratch copy of sample/> emacs -Q --batch -l emacs_e2e.el
;; Prints «ok N …» or «not ok N …» for each check and «N passed, N failed» last; exits with 1 on a failure.
;; Everything is awaited as a state; the only bound is a deadline, BOWLINE_WAIT seconds (default 120).

;; With -Q, packages of the system are not activated by themselves.
(setq package-user-dir (make-temp-file "elpa" t)
      package-directory-list '("/usr/share/emacs/site-lisp/elpa"))
(require 'package)
(package-initialize)
(require 'eglot)

(defvar passed 0)
(defvar failed 0)
(defun check (name ok &optional note)
  (if ok (setq passed (1+ passed)) (setq failed (1+ failed)))
  (princ (format "%s %d %s%s\n" (if ok "ok" "not ok") (+ passed failed) name (if note (format "  # %s" note) "")))
  ok)
(defun await (condition)
  "Lets Emacs work until CONDITION holds, and answers what it gave."
  (let ((end (+ (float-time) (string-to-number (or (getenv "BOWLINE_WAIT") "120")))) result)
    (while (and (not (setq result (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    result))

;; A stand-in for rust-mode, which comes as a package of its own.
(define-derived-mode sample-rust-mode prog-mode "Rust")
(put 'sample-rust-mode 'eglot-language-id "rust")
(add-to-list 'eglot-server-programs (list 'sample-rust-mode (getenv "BOWLINE_SERVER") "lsp"))
(setq eglot-sync-connect 30 eglot-autoshutdown nil eglot-send-changes-idle-time 0.1 eglot-confirm-server-initiated-edits nil)

;; The questions of Emacs and of the server, answered by the test; each is recorded.
(defvar asked nil)
(defvar choice "Apply")
(defun answer-yes (question &rest _) (push question asked) t)
(fset 'y-or-n-p #'answer-yes)
(fset 'yes-or-no-p #'answer-yes)
(defun answer-choice (question candidates &rest _)
  (push question asked)
  (let ((titles (mapcar (lambda (one) (if (consp one) (car one) one)) candidates)))
    (or (seq-find (lambda (title) (string-prefix-p choice title)) titles) (car titles))))
(fset 'completing-read #'answer-choice)

(defvar lib (expand-file-name "src/lib.rs" (getenv "BOWLINE_SAMPLE")))
(defun on-disk () (with-temp-buffer (insert-file-contents lib) (buffer-string)))
(defvar untouched (on-disk))
(defun has (text) (save-excursion (goto-char (point-min)) (and (search-forward text nil t) t)))
(defun send-changes () (eglot--signal-textDocument/didChange))
(defun break-buffer ()
  (goto-char (point-min))
  (search-forward "let mut total")
  (replace-match "let total")
  (send-changes)
  (goto-char (point-min))
  (search-forward "total += number"))
(defun server-request (method params)
  (jsonrpc-request (eglot-current-server) method params :timeout 60))
(defun actions ()
  (append (server-request :textDocument/codeAction
                          (list :textDocument (eglot--TextDocumentIdentifier)
                                :range (list :start (eglot--pos-to-lsp-position) :end (eglot--pos-to-lsp-position))
                                :context (list :diagnostics [])))
          nil))
(defun action (prefix)
  (await (lambda () (seq-find (lambda (one) (string-prefix-p prefix (plist-get one :title))) (actions)))))
(defun run-action (one)
  (let ((command (plist-get one :command)))
    (server-request :workspace/executeCommand
                    (list :command (plist-get command :command) :arguments (plist-get command :arguments)))))

(find-file lib)
(sample-rust-mode)
(apply #'eglot--connect (eglot--guess-contact))
(check "eglot attaches" (await #'eglot-current-server))
(eglot--maybe-activate-editing-mode)
(check "and manages the buffer" (await #'eglot-managed-p))

(break-buffer)
(let ((fix (action "Fix and prove")))
  (check "the code action is offered for unsaved text" fix (plist-get fix :title))
  (setq choice "Discard" asked nil)
  (run-action fix)
  (check "the server asks before it changes anything" (await (lambda () asked)) (car asked))
  (check "a result that is discarded changes nothing" (has "let total")))

(let ((fix (action "Fix and prove")))
  (setq choice "Apply" asked nil)
  (run-action fix)
  (check "a result that is accepted is applied" (await (lambda () (has "let mut total"))))
  (check "and not saved" (equal untouched (on-disk))))

(eglot-shutdown (eglot-current-server))
(check "the server ends when it is asked to" (await (lambda () (not (eglot-current-server)))))
(princ (format "%d passed, %d failed\n" passed failed))
(set-buffer-modified-p nil)
(kill-emacs (if (= failed 0) 0 1))
