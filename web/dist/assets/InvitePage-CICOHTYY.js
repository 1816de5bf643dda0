import{j as t,n as e}from"/assets/chunk-KECOZNNJ.js";function o({token:i}){return t(e,{title:"You are invited",tab:i===""?"Invite":"You are invited"})}export{o as InvitePage};
