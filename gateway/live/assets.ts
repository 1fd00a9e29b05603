/** The dashboard's files as built. Names under `/assets/` carry a hash of their content, so they may be kept for ever. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';
import { notFound, sendProblem } from './problem.ts';

export function serveAssets(app: Express, assets_dir: string): void {
  app.use('/assets', express.static(join(assets_dir, 'assets'), { immutable: true, maxAge: '365d', index: false }));
  app.use(express.static(assets_dir, { setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache') }));
  app.use((request, response) => {
    const built = existsSync(join(assets_dir, 'index.html'));
    const cure = built ? '' : ' The dashboard is not built: run "npm run build".';
    sendProblem(response, notFound(`There is no ${request.path} here.${cure}`));
  });
}
